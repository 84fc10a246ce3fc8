import type { Log } from "@ethereumjs/evm";
import type { AccountAccess, AccountField, CodeSite, StorageAccess } from "../access/types.ts";
import type { ExecutedTransaction, Execution, InvalidTransaction } from "../execution.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { ADDRESS_BYTES, WORD_BYTES } from "./state-codec.ts";

type Outcome = Execution["outcome"];
type AccessRecord = ExecutedTransaction["record"];

const REASONS: readonly InvalidTransaction["reason"][] = ["nonce", "funds", "invalid"];
const FIELDS: readonly AccountField[] = ["balance", "nonce", "code", "existence"];

const StorageBit = { looked: 1, gasOnly: 2, touched: 4, firstRead: 8, lastWrite: 16 } as const;
const AccountBit = {
  read: 1,
  credit: 2,
  written: 4,
  net: 8,
  protocolRead: 16,
  protocolWrite: 32,
  fee: 64,
} as const;

export function writeOutcome(writer: ByteWriter, outcome: Outcome): void {
  writer.boolean(outcome.kind === "executed");
  if (outcome.kind === "invalid") {
    writer.uint8(REASONS.indexOf(outcome.reason));
    writer.text(outcome.message);
    return;
  }
  writer.boolean(outcome.succeeded);
  writer.natural(outcome.gasUsed);
  writer.natural(outcome.blockGasUsed);
  writer.natural(outcome.blobGasUsed);
  writer.bytes(outcome.returnValue);
  writeOptional(writer, outcome.exception, (value) => writer.text(value));
  writer.uint32(outcome.logs.length);
  for (const [address, topics, data] of outcome.logs) {
    writer.raw(address);
    writer.uint8(topics.length);
    for (const topic of topics) writer.raw(topic);
    writer.bytes(data);
  }
  writeOptional(writer, outcome.createdAddress, (value) => writer.raw(value));
  writeList(writer, outcome.consoleInputs, (input) => writer.bytes(input));
  writeList(writer, outcome.coverageInputs, (input) => writer.bytes(input));
  writeRecord(writer, outcome.record);
}

export function readOutcome(reader: ByteReader): Outcome {
  if (!reader.boolean()) {
    return { kind: "invalid", reason: REASONS[reader.uint8()] ?? "invalid", message: reader.text() };
  }
  const succeeded = reader.boolean();
  const gasUsed = reader.natural();
  const blockGasUsed = reader.natural();
  const blobGasUsed = reader.natural();
  const returnValue = reader.bytes();
  const exception = readOptional(reader, () => reader.text());
  const logs = readList<Log>(reader, () => [
    reader.raw(ADDRESS_BYTES),
    Array.from({ length: reader.uint8() }, () => reader.raw(WORD_BYTES)),
    reader.bytes(),
  ]);
  const createdAddress = readOptional(reader, () => reader.raw(ADDRESS_BYTES));
  return {
    kind: "executed",
    succeeded,
    gasUsed,
    blockGasUsed,
    blobGasUsed,
    returnValue,
    exception,
    logs,
    createdAddress,
    consoleInputs: readList(reader, () => reader.bytes()),
    coverageInputs: readList(reader, () => reader.bytes()),
    record: readRecord(reader),
  };
}

function writeRecord(writer: ByteWriter, record: AccessRecord): void {
  writeOptional(writer, record.created, (value) => writer.hex(value));
  writer.boolean(record.succeeded);
  writer.natural(record.gasUsed);
  writeList(writer, record.storage, (access) => writeStorageAccess(writer, access));
  writeList(writer, record.accounts, (access) => writeAccountAccess(writer, access));
  writeList(writer, record.preimages, ({ hash, preimage }) => {
    writer.hex(hash);
    writer.hex(preimage);
  });
  writeList(writer, record.codes, ({ address, codeHash }) => {
    writer.hex(address);
    writer.hex(codeHash);
  });
}

function readRecord(reader: ByteReader): AccessRecord {
  return {
    created: readOptional(reader, () => reader.hex()),
    succeeded: reader.boolean(),
    gasUsed: reader.natural(),
    storage: readList(reader, () => readStorageAccess(reader)),
    accounts: readList(reader, () => readAccountAccess(reader)),
    preimages: readList(reader, () => ({ hash: reader.hex(), preimage: reader.hex() })),
    codes: readList(reader, () => ({ address: reader.hex(), codeHash: reader.hex() })),
  };
}

function writeStorageAccess(writer: ByteWriter, access: StorageAccess): void {
  writer.hex(access.address);
  writer.hex(access.slot);
  writer.uint8(
    (access.looked ? StorageBit.looked : 0) |
      (access.gasOnly ? StorageBit.gasOnly : 0) |
      (access.touched ? StorageBit.touched : 0) |
      (access.firstRead === undefined ? 0 : StorageBit.firstRead) |
      (access.lastWrite === undefined ? 0 : StorageBit.lastWrite),
  );
  writer.hex(access.before);
  writer.hex(access.after);
  if (access.firstRead !== undefined) writeSite(writer, access.firstRead);
  if (access.lastWrite !== undefined) writeSite(writer, access.lastWrite);
}

function readStorageAccess(reader: ByteReader): StorageAccess {
  const address = reader.hex();
  const slot = reader.hex();
  const bits = reader.uint8();
  return {
    address,
    slot,
    looked: (bits & StorageBit.looked) !== 0,
    gasOnly: (bits & StorageBit.gasOnly) !== 0,
    touched: (bits & StorageBit.touched) !== 0,
    before: reader.hex(),
    after: reader.hex(),
    firstRead: bits & StorageBit.firstRead ? readSite(reader) : undefined,
    lastWrite: bits & StorageBit.lastWrite ? readSite(reader) : undefined,
  };
}

function writeSite(writer: ByteWriter, site: CodeSite): void {
  writer.hex(site.codeAddress);
  writer.uint32(site.pc);
  writer.boolean(site.creation);
}

function readSite(reader: ByteReader): CodeSite {
  return { codeAddress: reader.hex(), pc: reader.uint32(), creation: reader.boolean() };
}

function writeAccountAccess(writer: ByteWriter, access: AccountAccess): void {
  writer.hex(access.address);
  writer.uint8(FIELDS.indexOf(access.field));
  writer.uint8(
    (access.read ? AccountBit.read : 0) |
      (access.credit ? AccountBit.credit : 0) |
      (access.written ? AccountBit.written : 0) |
      (access.net ? AccountBit.net : 0) |
      (access.protocolRead ? AccountBit.protocolRead : 0) |
      (access.protocolWrite ? AccountBit.protocolWrite : 0) |
      (access.fee ? AccountBit.fee : 0),
  );
}

function readAccountAccess(reader: ByteReader): AccountAccess {
  const address = reader.hex();
  const field = FIELDS[reader.uint8()] ?? "balance";
  const bits = reader.uint8();
  return {
    address,
    field,
    read: (bits & AccountBit.read) !== 0,
    credit: (bits & AccountBit.credit) !== 0,
    written: (bits & AccountBit.written) !== 0,
    net: (bits & AccountBit.net) !== 0,
    protocolRead: (bits & AccountBit.protocolRead) !== 0,
    protocolWrite: (bits & AccountBit.protocolWrite) !== 0,
    fee: (bits & AccountBit.fee) !== 0,
  };
}

function writeOptional<T>(writer: ByteWriter, value: T | undefined, write: (value: T) => void): void {
  writer.boolean(value !== undefined);
  if (value !== undefined) write(value);
}

function readOptional<T>(reader: ByteReader, read: () => T): T | undefined {
  return reader.boolean() ? read() : undefined;
}

function writeList<T>(writer: ByteWriter, values: readonly T[], write: (value: T) => void): void {
  writer.uint32(values.length);
  for (const value of values) write(value);
}

function readList<T>(reader: ByteReader, read: () => T): T[] {
  const values: T[] = [];
  for (let left = reader.uint32(); left > 0; left--) values.push(read());
  return values;
}
