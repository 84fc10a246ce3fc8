import type { Address } from "@ethereumjs/util";
import type { Hex } from "../access/types.ts";
import type { AddressKey, CodeHash, SlotKey } from "./types.ts";

/** A byte string of any length as a key of a `Map`: one character a byte. */
export function bytesToKey(bytes: Uint8Array): string {
  return latin1Slice.call(bytes, 0, bytes.length);
}

// Borrowed so that plain Uint8Arrays need not be wrapped in a Buffer first: this runs several times per opcode that
// touches the state.
const latin1Slice = (Buffer.prototype as unknown as { latin1Slice: (start: number, end: number) => string })
  .latin1Slice as (this: Uint8Array, start: number, end: number) => string;

const hexSlice = (Buffer.prototype as unknown as { hexSlice: (start: number, end: number) => string }).hexSlice as (
  this: Uint8Array,
  start: number,
  end: number,
) => string;

/** The bytes of a key, in a new array. */
export function keyToBytes(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let i = 0; i < key.length; i++) bytes[i] = key.charCodeAt(i);
  return bytes;
}

export function addressToKey(address: Address): AddressKey {
  return latin1Slice.call(address.bytes, 0, 20);
}

const hexOfKeys = new Map<string, Hex>();
const MOST_KNOWN = 16_384;

/**
 * `0x`-prefixed hexadecimal of the bytes of a key. The same few are asked for again and again, and whoever looks one up
 * in a map is faster when it is the same string: together a fifth of the time that keeping a record takes.
 */
export function keyToHex(key: string): Hex {
  let hex = hexOfKeys.get(key);
  if (hex === undefined) {
    hex = `0x${Buffer.from(key, "latin1").toString("hex")}`;
    if (hexOfKeys.size >= MOST_KNOWN) hexOfKeys.clear();
    hexOfKeys.set(key, hex);
  }
  return hex;
}

/** @param hex `0x`-prefixed hexadecimal of whole bytes. */
export function hexToKey(hex: string): string {
  return Buffer.from(hex.slice(2), "hex").toString("latin1");
}

export function bytesToHexString(bytes: Uint8Array): Hex {
  return bytes.length <= WORD ? shortHex(bytes, bytes.length) : `0x${hexSlice.call(bytes, 0, bytes.length)}`;
}

/** A storage value (without leading zeros, or padded) as 32 bytes of hexadecimal. */
export function valueToHex(value: Uint8Array): Hex {
  return shortHex(value, WORD);
}

const WORD = 32;
const hexDigits = Buffer.alloc(2 + 2 * WORD, "0x");
const DIGITS = Buffer.from("0123456789abcdef");

/**
 * Up to 32 bytes, at the end of so many. Written by hand, since two texts put together are one only when somebody looks
 * into them, as every map does: that took longer than all the rest.
 */
function shortHex(bytes: Uint8Array, length: number): Hex {
  const end = 2 + 2 * length;
  let at = 2 + 2 * (length - bytes.length);
  hexDigits.fill(DIGITS[0] as number, 2, at);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    hexDigits[at] = DIGITS[byte >> 4] as number;
    hexDigits[at + 1] = DIGITS[byte & 15] as number;
    at += 2;
  }
  return latin1Slice.call(hexDigits, 0, end) as Hex;
}

/** A word of the EVM as the key of a storage slot. */
export function wordToSlotKey(word: bigint): SlotKey {
  return Buffer.from(word.toString(16).padStart(64, "0"), "hex").toString("latin1");
}

export const EMPTY_BYTES: Uint8Array = new Uint8Array(0);

/** Hash of no code: that of every account that is no contract. */
export const EMPTY_CODE_HASH: CodeHash = hexToKey("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");

const codeHashBytes = new Map<CodeHash, Uint8Array>();

/** The bytes of a code hash, always the same array for the same hash: do not modify it. */
export function codeHashToBytes(hash: CodeHash): Uint8Array {
  let bytes = codeHashBytes.get(hash);
  if (bytes === undefined) {
    bytes = keyToBytes(hash);
    codeHashBytes.set(hash, bytes);
  }
  return bytes;
}

/** The value without leading zeros: the form in which storage values are kept. */
export function stripZeros(value: Uint8Array): Uint8Array {
  let start = 0;
  while (start < value.length && value[start] === 0) start++;
  return start === 0 ? value : value.subarray(start);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
