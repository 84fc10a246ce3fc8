import type { Log } from "@ethereumjs/evm";
import { bloomOf, EMPTY_BLOOM } from "../block/bloom.ts";
import { decodeReceiptTail, encodeReceiptTail } from "../block/receipt.ts";
import type { ExecutedTransaction, Execution, InvalidTransaction } from "../execution.ts";
import { readAccesses, writeAccesses } from "./access-codec.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { keep } from "./kept-bytes.ts";
import { ADDRESS_BYTES, WORD_BYTES } from "./state-codec.ts";

const BLOOM_BYTES = EMPTY_BLOOM.length;

type Outcome = Execution["outcome"];

const REASONS: readonly InvalidTransaction["reason"][] = ["nonce", "funds", "invalid"];

/** How the logs of a transaction are written: not at all without any, one by one, or as the end of its receipt. */
const LogForm = { none: 0, single: 1, receipt: 2 } as const;

/**
 * Writes what became of a transaction, for `readOutcome`.
 *
 * @param encodesReceipt the end of its receipt is made here, rather than by who reads it.
 */
export function writeOutcome(writer: ByteWriter, outcome: Outcome, encodesReceipt: boolean): void {
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
  writeLogs(writer, outcome, encodesReceipt);
  writeOptional(writer, outcome.createdAddress, (value) => writer.raw(value));
  writeList(writer, outcome.consoleInputs, (input) => writer.bytes(input));
  writeList(writer, outcome.coverageInputs, (input) => writer.bytes(input));
  const lengthAt = writer.position;
  writer.uint32(0);
  writeAccesses(writer, outcome.accesses());
  writer.patchUint32(lengthAt, writer.position - lengthAt - 4);
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
  const { logs, bloom, receiptTail } = readLogs(reader);
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
    bloom,
    receiptTail,
    createdAddress,
    consoleInputs: readList(reader, () => reader.bytes()),
    coverageInputs: readList(reader, () => reader.bytes()),
    accesses: readAccesses(reader, reader.uint32()),
  };
}

function writeLogs(writer: ByteWriter, { logs, bloom }: ExecutedTransaction, encodesReceipt: boolean): void {
  if (logs.length === 0) {
    // The filter of no logs is the same for all.
    writer.uint8(LogForm.none);
  } else if (encodesReceipt) {
    writer.uint8(LogForm.receipt);
    writer.bytes(encodeReceiptTail(bloom ?? bloomOf(logs), logs));
  } else {
    writer.uint8(LogForm.single);
    writeList(writer, logs, ([address, topics, data]) => {
      writer.raw(address);
      writer.uint8(topics.length);
      for (const topic of topics) writer.raw(topic);
      writer.bytes(data);
    });
    writeOptional(writer, bloom, (value) => writer.raw(value));
  }
}

function readLogs(reader: ByteReader): Pick<ExecutedTransaction, "logs" | "bloom" | "receiptTail"> {
  const form = reader.uint8();
  if (form === LogForm.none) return { logs: [], bloom: EMPTY_BLOOM };
  if (form === LogForm.receipt) {
    const receiptTail = keep(reader, reader.uint32());
    return { ...decodeReceiptTail(receiptTail), receiptTail };
  }
  const logs = readList<Log>(reader, () => [
    reader.raw(ADDRESS_BYTES),
    Array.from({ length: reader.uint8() }, () => reader.raw(WORD_BYTES)),
    reader.bytes(),
  ]);
  return { logs, bloom: readOptional(reader, () => reader.raw(BLOOM_BYTES)) };
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
