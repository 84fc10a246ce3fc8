import type { Log } from "@ethereumjs/evm";
import { keccak256 } from "../crypto/keccak.ts";
import { bytesToKey } from "../state/keys.ts";

const BYTES = 256;

/** The filter of no logs. Shared: do not modify it. */
export const EMPTY_BLOOM: Uint8Array = new Uint8Array(BYTES);

/** Three positions of eleven bits each in one number. */
const positionsOf = new Map<string, number>();
/** Tests use few addresses and topics over and over; whoever uses many must not fill the memory. */
const MAX_KNOWN = 16_384;

/**
 * The bloom filter of logs (Yellow Paper, 4.3.1): address and topics, each at three positions that its hash gives. What
 * has been hashed before is known.
 */
export function bloomOf(logs: readonly Log[]): Uint8Array {
  if (logs.length === 0) return EMPTY_BLOOM;
  const bloom = new Uint8Array(BYTES);
  for (const [address, topics] of logs) {
    add(bloom, address);
    for (const topic of topics) add(bloom, topic);
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
  const key = bytesToKey(item);
  let positions = positionsOf.get(key);
  if (positions === undefined) {
    positions = hashed(item);
    if (positionsOf.size >= MAX_KNOWN) positionsOf.clear();
    positionsOf.set(key, positions);
  }
  setBit(bloom, positions % 2048);
  setBit(bloom, Math.floor(positions / 2048) % 2048);
  setBit(bloom, Math.floor(positions / 4_194_304));
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
