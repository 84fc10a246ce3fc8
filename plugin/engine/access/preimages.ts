import { bytesToHexString, keyToHex } from "../state/keys.ts";
import type { SlotKey } from "../state/types.ts";
import type { KeccakPreimage } from "./types.ts";

/**
 * A slot belongs to a hash when it is at most this far above it: members of a struct, elements of an array. Other
 * slots that small a distance above a hash do not occur by chance.
 */
const MAX_OFFSET_BITS = 32n;
const MAX_OFFSET = 1n << MAX_OFFSET_BITS;

/** So many hashes are kept before those that name no slot yet are forgotten: a transaction may hash millions of times. */
const FIRST_LIMIT = 16_384;

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
  /** Slots that the transaction has used so far. */
  readonly #slots: () => Iterable<SlotKey>;
  #limit = FIRST_LIMIT;

  constructor(slots: () => Iterable<SlotKey>) {
    this.#slots = slots;
  }

  clear(): void {
    this.#preimages.clear();
    this.#limit = FIRST_LIMIT;
  }

  /** @param preimage is kept: pass a copy. Shorter than a word, it cannot name a slot and is ignored. */
  add(hash: bigint, preimage: Uint8Array): void {
    if (preimage.length < 32 || this.#preimages.has(hash)) return;
    if (this.#preimages.size >= this.#limit) this.#forgetUseless();
    this.#preimages.set(hash, preimage);
  }

  /**
   * The preimages that name slots which were used, each followed to its end: the base slot of a nested mapping is a
   * hash itself.
   */
  used(): KeccakPreimage[] {
    return [...this.#found()].map(({ hash, preimage }) => ({
      hash: `0x${hash.toString(16).padStart(64, "0")}` as const,
      preimage: bytesToHexString(preimage),
    }));
  }

  // A slot is mostly used right after its key was hashed, so little is lost.
  #forgetUseless(): void {
    const found = this.#found();
    this.#preimages.clear();
    for (const { hash, preimage } of found) this.#preimages.set(hash, preimage);
    this.#limit = Math.max(FIRST_LIMIT, 2 * found.size);
  }

  #found(): Set<Candidate> {
    const found = new Set<Candidate>();
    if (this.#preimages.size === 0) return found;
    const index = this.#index();
    for (const slot of this.#slots()) {
      let candidate = nearest(index, BigInt(keyToHex(slot)));
      while (candidate !== undefined && !found.has(candidate)) {
        found.add(candidate);
        candidate = nearest(index, BigInt(bytesToHexString(candidate.preimage.subarray(-32))));
      }
    }
    return found;
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
