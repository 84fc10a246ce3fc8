import { Address } from "@ethereumjs/util";
import { bytesToKey } from "../state/keys.ts";
import type { SlotKey } from "../state/types.ts";

/**
 * Words of the EVM (256 bits, big-endian) to and from bytes, through 64-bit pieces: by way of hexadecimal strings, as
 * `@ethereumjs/util` does it, these conversions were 17 % of the time of a computing contract.
 */

/** One more than the largest word. */
export const TWO_256 = 1n << 256n;
/** The largest word. */
export const ALL_ONES = TWO_256 - 1n;

const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;

const scratch = new Uint8Array(32);
const scratchView = new DataView(scratch.buffer);

/** @param offset 32 bytes from there on must lie in the view. */
export function readWord(view: DataView, offset: number): bigint {
  const a = view.getBigUint64(offset);
  const b = view.getBigUint64(offset + 8);
  const c = view.getBigUint64(offset + 16);
  const d = view.getBigUint64(offset + 24);
  if (a === 0n && b === 0n) return c === 0n ? d : (c << 64n) | d;
  return (((a << 64n) | b) << 128n) | (c << 64n) | d;
}

/** @param offset 32 bytes from there on must lie in the view. */
export function writeWord(view: DataView, offset: number, word: bigint): void {
  // setBigUint64 keeps the low 64 bits.
  view.setBigUint64(offset + 24, word);
  if (word <= MAX_UINT64) {
    view.setBigUint64(offset + 16, 0n);
    view.setBigUint64(offset + 8, 0n);
    view.setBigUint64(offset, 0n);
  } else {
    view.setBigUint64(offset + 16, word >> 64n);
    view.setBigUint64(offset + 8, word >> 128n);
    view.setBigUint64(offset, word >> 192n);
  }
}

/** @param bytes at most 32 of them. */
export function bytesToWord(bytes: Uint8Array): bigint {
  const { length } = bytes;
  if (length <= 6) {
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 256 + (bytes[i] as number);
    return BigInt(value);
  }
  scratch.fill(0, 0, 32 - length);
  scratch.set(bytes, 32 - length);
  return readWord(scratchView, 0);
}

/** `length` bytes from `offset` on as a word, with zeros where there are no bytes. */
export function sliceToWord(bytes: Uint8Array, offset: number, length: number): bigint {
  if (offset >= bytes.length) return 0n;
  scratch.fill(0);
  const start = 32 - length;
  const end = Math.min(length, bytes.length - offset);
  for (let i = 0; i < end; i++) scratch[start + i] = bytes[offset + i] as number;
  return readWord(scratchView, 0);
}

/**
 * 32 bytes, in a new array. A copy of the scratch: a view of its own would move the bytes of so small an array out of the
 * heap, which made it three times as slow and a burden for the collection of garbage.
 */
export function wordToBytes(word: bigint): Uint8Array {
  writeWord(scratchView, 0, word);
  return scratch.slice();
}

/** As few bytes as it takes, none for zero, in a new array: the form in which storage values are kept. */
export function wordToShortBytes(word: bigint): Uint8Array {
  writeWord(scratchView, 0, word);
  let start = 0;
  while (start < 32 && scratch[start] === 0) start++;
  return scratch.slice(start);
}

/** The account of a word: its low 20 bytes. */
export function wordToAddress(word: bigint): Address {
  writeWord(scratchView, 0, word);
  return new Address(scratch.slice(12));
}

/** A word as the key of a storage slot. */
export function wordToSlot(word: bigint): SlotKey {
  writeWord(scratchView, 0, word);
  return bytesToKey(scratch);
}
