import type { Log } from "@ethereumjs/evm";
import { keccak256 } from "../crypto/keccak.ts";

const BYTES = 256;

/** The filter of no logs. Shared: do not modify it. */
export const EMPTY_BLOOM: Uint8Array = new Uint8Array(BYTES);

/** Addresses and topics whose hash is known: the last one at each place of a table, which is found by a few bytes. */
const PLACES = 16_384;
const ITEM_BYTES = 32;
const knownItems = new Uint8Array(PLACES * ITEM_BYTES);
const knownLengths = new Uint8Array(PLACES);
/** Three positions of eleven bits each in one number. */
const knownPositions = new Float64Array(PLACES);

/**
 * The bloom filter of logs (Yellow Paper, 4.3.1): address and topics, each at three positions that its hash gives. What
 * has been hashed before is known, mostly: tests use few addresses and topics over and over.
 */
export function bloomOf(logs: readonly Log[]): Uint8Array {
  if (logs.length === 0) return EMPTY_BLOOM;
  const bloom = new Uint8Array(BYTES);
  let before: Log | undefined;
  for (const log of logs) {
    const [address, topics] = log;
    // The interpreter gives the same array to what is the same, mostly.
    if (address !== before?.[0]) add(bloom, address);
    for (let i = 0; i < topics.length; i++) if (topics[i] !== before?.[1][i]) add(bloom, topics[i] as Uint8Array);
    before = log;
  }
  return bloom;
}

/** The filter of the logs of both. `bloom` is modified, unless it is the shared one of no logs. */
export function mergeBloom(bloom: Uint8Array, other: Uint8Array): Uint8Array {
  if (other === EMPTY_BLOOM) return bloom;
  if (bloom === EMPTY_BLOOM) return other.slice();
  for (let i = 0; i < BYTES; i++) bloom[i] = (bloom[i] as number) | (other[i] as number);
  return bloom;
}

function add(bloom: Uint8Array, item: Uint8Array): void {
  const positions = positionsOf(item);
  setBit(bloom, positions % 2048);
  setBit(bloom, Math.floor(positions / 2048) % 2048);
  setBit(bloom, Math.floor(positions / 4_194_304));
}

function positionsOf(item: Uint8Array): number {
  const { length } = item;
  const place = placeOf(item);
  const start = place * ITEM_BYTES;
  if (isKnown(item, place)) return knownPositions[place] as number;
  const positions = hashed(item);
  if (length > 0 && length <= ITEM_BYTES) {
    knownItems.set(item, start);
    knownLengths[place] = length;
    knownPositions[place] = positions;
  }
  return positions;
}

/** By FNV-1a of the last bytes: of addresses and hashes any differ, of numbers these. */
function placeOf(item: Uint8Array): number {
  const { length } = item;
  let mixed = 0x811c9dc5;
  for (let i = Math.max(0, length - 8); i < length; i++) mixed = Math.imul(mixed ^ (item[i] as number), 0x01000193);
  return ((mixed >>> 16) ^ mixed) & (PLACES - 1);
}

function isKnown(item: Uint8Array, place: number): boolean {
  const { length } = item;
  if (knownLengths[place] !== length) return false;
  const start = place * ITEM_BYTES;
  for (let i = 0; i < length; i++) if (knownItems[start + i] !== item[i]) return false;
  return true;
}

function hashed(item: Uint8Array): number {
  const hash = keccak256(item);
  const position = (index: number): number => (((hash[index] as number) << 8) | (hash[index + 1] as number)) & 2047;
  return position(0) + 2048 * position(2) + 4_194_304 * position(4);
}

function setBit(bloom: Uint8Array, position: number): void {
  const index = BYTES - 1 - (position >> 3);
  bloom[index] = (bloom[index] as number) | (1 << (position & 7));
}
