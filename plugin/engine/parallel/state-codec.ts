import type { AccountRead, AccountWrite, AddressKey, CodeHash, ReadSet, SlotKey, WriteSet } from "../state/types.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

export const ADDRESS_BYTES = 20;
export const WORD_BYTES = 32;

/** Which fields of an account follow; the value of a boolean field is a bit of its own. */
const ReadBit = {
  nonce: 1,
  balance: 2,
  codeHash: 4,
  exists: 8,
  existsValue: 16,
  minBalance: 32,
  hasStorage: 64,
  hasStorageValue: 128,
} as const;
const WriteBit = {
  nonce: 1,
  balance: 2,
  balanceDelta: 4,
  codeHash: 8,
  exists: 16,
  existsValue: 32,
  wiped: 64,
  wipedValue: 128,
} as const;

type Slots = ReadonlyMap<AddressKey, ReadonlyMap<SlotKey, Uint8Array>>;

export function writeReadSet(writer: ByteWriter, reads: ReadSet): void {
  writer.uint32(reads.accounts.size);
  for (const [address, read] of reads.accounts) {
    writer.key(address);
    writer.uint8(
      (read.nonce === undefined ? 0 : ReadBit.nonce) |
        (read.balance === undefined ? 0 : ReadBit.balance) |
        (read.codeHash === undefined ? 0 : ReadBit.codeHash) |
        (read.exists === undefined ? 0 : ReadBit.exists) |
        (read.exists === true ? ReadBit.existsValue : 0) |
        (read.minBalance === undefined ? 0 : ReadBit.minBalance) |
        (read.hasStorage === undefined ? 0 : ReadBit.hasStorage) |
        (read.hasStorage === true ? ReadBit.hasStorageValue : 0),
    );
    if (read.nonce !== undefined) writer.natural(read.nonce);
    if (read.balance !== undefined) writer.natural(read.balance);
    if (read.codeHash !== undefined) writer.key(read.codeHash);
    if (read.minBalance !== undefined) writer.natural(read.minBalance);
  }
  writeSlots(writer, reads.slots);
}

export function readReadSet(reader: ByteReader): ReadSet {
  const accounts = new Map<AddressKey, AccountRead>();
  for (let left = reader.uint32(); left > 0; left--) {
    const address = reader.key(ADDRESS_BYTES);
    const bits = reader.uint8();
    const read: AccountRead = {};
    if (bits & ReadBit.nonce) read.nonce = reader.natural();
    if (bits & ReadBit.balance) read.balance = reader.natural();
    if (bits & ReadBit.codeHash) read.codeHash = reader.key(WORD_BYTES);
    if (bits & ReadBit.exists) read.exists = (bits & ReadBit.existsValue) !== 0;
    if (bits & ReadBit.minBalance) read.minBalance = reader.natural();
    if (bits & ReadBit.hasStorage) read.hasStorage = (bits & ReadBit.hasStorageValue) !== 0;
    accounts.set(address, read);
  }
  return { accounts, slots: readSlots(reader) };
}

export function writeWriteSet(writer: ByteWriter, writes: WriteSet): void {
  writer.uint32(writes.accounts.size);
  for (const [address, write] of writes.accounts) {
    writer.key(address);
    writer.uint8(
      (write.nonce === undefined ? 0 : WriteBit.nonce) |
        (write.balance === undefined ? 0 : WriteBit.balance) |
        (write.balanceDelta === undefined ? 0 : WriteBit.balanceDelta) |
        (write.codeHash === undefined ? 0 : WriteBit.codeHash) |
        (write.exists === undefined ? 0 : WriteBit.exists) |
        (write.exists === true ? WriteBit.existsValue : 0) |
        (write.wiped === undefined ? 0 : WriteBit.wiped) |
        (write.wiped === true ? WriteBit.wipedValue : 0),
    );
    if (write.nonce !== undefined) writer.natural(write.nonce);
    if (write.balance !== undefined) writer.natural(write.balance);
    if (write.balanceDelta !== undefined) writer.integer(write.balanceDelta);
    if (write.codeHash !== undefined) writer.key(write.codeHash);
  }
  writeSlots(writer, writes.slots);
  writeCodes(writer, writes.codes);
}

export function readWriteSet(reader: ByteReader): WriteSet {
  const accounts = new Map<AddressKey, AccountWrite>();
  for (let left = reader.uint32(); left > 0; left--) {
    const address = reader.key(ADDRESS_BYTES);
    const bits = reader.uint8();
    const write: AccountWrite = {};
    if (bits & WriteBit.nonce) write.nonce = reader.natural();
    if (bits & WriteBit.balance) write.balance = reader.natural();
    if (bits & WriteBit.balanceDelta) write.balanceDelta = reader.integer();
    if (bits & WriteBit.codeHash) write.codeHash = reader.key(WORD_BYTES);
    if (bits & WriteBit.exists) write.exists = (bits & WriteBit.existsValue) !== 0;
    if (bits & WriteBit.wiped) write.wiped = (bits & WriteBit.wipedValue) !== 0;
    accounts.set(address, write);
  }
  return { accounts, slots: readSlots(reader), codes: readCodes(reader) };
}

export function writeCodes(writer: ByteWriter, codes: ReadonlyMap<CodeHash, Uint8Array>): void {
  writer.uint32(codes.size);
  for (const [hash, code] of codes) {
    writer.key(hash);
    writer.bytes(code);
  }
}

export function readCodes(reader: ByteReader): Map<CodeHash, Uint8Array> {
  const codes = new Map<CodeHash, Uint8Array>();
  for (let left = reader.uint32(); left > 0; left--) {
    const hash = reader.key(WORD_BYTES);
    codes.set(hash, reader.bytes());
  }
  return codes;
}

export function writeSlots(writer: ByteWriter, slots: Slots): void {
  writer.uint32(slots.size);
  for (const [address, values] of slots) {
    writer.key(address);
    writer.uint32(values.size);
    for (const [slot, value] of values) {
      writer.key(slot);
      writer.uint8(value.length);
      writer.raw(value);
    }
  }
}

export function readSlots(reader: ByteReader): Map<AddressKey, Map<SlotKey, Uint8Array>> {
  const slots = new Map<AddressKey, Map<SlotKey, Uint8Array>>();
  for (let left = reader.uint32(); left > 0; left--) {
    const address = reader.key(ADDRESS_BYTES);
    const values = new Map<SlotKey, Uint8Array>();
    for (let count = reader.uint32(); count > 0; count--) {
      const slot = reader.key(WORD_BYTES);
      values.set(slot, reader.raw(reader.uint8()));
    }
    slots.set(address, values);
  }
  return slots;
}
