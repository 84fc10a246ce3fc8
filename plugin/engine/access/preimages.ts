import { bytesToHexString, keyToHex } from "../state/keys.ts";
import type { SlotKey } from "../state/types.ts";
import type { KeccakPreimage } from "./types.ts";

/**
 * A slot belongs to a hash when it is at most this far above it: members of a struct, elements of an array. Other
 * slots that small a distance above a hash do not occur by chance.
 */
const MAX_OFFSET_BITS = 32n;
const MAX_OFFSET = 1n << MAX_OFFSET_BITS;

interface Candidate {
  readonly hash: bigint;
  readonly preimage: Uint8Array;
}

/**
 * What a transaction hashed, as far as it may name storage: Solidity and Vyper put a mapping's value at
 * keccak(key . slot of the mapping) and an array's elements at keccak(slot of the array) and above.
 *
 * Hashes are kept as they come and looked at once, at the end, for the slots that were really used.
 */
export class PreimageCollector {
  readonly #preimages = new Map<bigint, Uint8Array>();

  clear(): void {
    this.#preimages.clear();
  }

  /** @param preimage is kept: pass a copy. Shorter than a word, it cannot name a slot and is ignored. */
  add(hash: bigint, preimage: Uint8Array): void {
    if (preimage.length >= 32 && !this.#preimages.has(hash)) this.#preimages.set(hash, preimage);
  }

  /**
   * The preimages that name the given slots, each followed to its end: the base slot of a nested mapping is a hash
   * itself.
   */
  naming(slots: Iterable<SlotKey>): KeccakPreimage[] {
    if (this.#preimages.size === 0) return [];
    const index = this.#index();
    const found = new Set<Candidate>();
    for (const slot of slots) {
      let candidate = nearest(index, BigInt(keyToHex(slot)));
      while (candidate !== undefined && !found.has(candidate)) {
        found.add(candidate);
        candidate = nearest(index, BigInt(bytesToHexString(candidate.preimage.subarray(-32))));
      }
    }
    return [...found].map(({ hash, preimage }) => ({
      hash: `0x${hash.toString(16).padStart(64, "0")}` as const,
      preimage: bytesToHexString(preimage),
    }));
  }

  #index(): Map<bigint, Candidate[]> {
    const index = new Map<bigint, Candidate[]>();
    for (const [hash, preimage] of this.#preimages) {
      const bucket = index.get(hash >> MAX_OFFSET_BITS);
      if (bucket === undefined) index.set(hash >> MAX_OFFSET_BITS, [{ hash, preimage }]);
      else bucket.push({ hash, preimage });
    }
    return index;
  }
}

/** The highest hash at or below the slot, if it is near enough. */
function nearest(index: ReadonlyMap<bigint, readonly Candidate[]>, slot: bigint): Candidate | undefined {
  const prefix = slot >> MAX_OFFSET_BITS;
  let best: Candidate | undefined;
  for (const bucket of [index.get(prefix), index.get(prefix - 1n)]) {
    for (const candidate of bucket ?? []) {
      const offset = slot - candidate.hash;
      if (offset < 0n || offset >= MAX_OFFSET) continue;
      if (best === undefined || candidate.hash > best.hash) best = candidate;
    }
  }
  return best;
}
