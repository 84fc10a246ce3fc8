import type { Hex } from "../engine/access/types.ts";

export interface HashedAt {
  readonly preimage: Hex;
  /** How many slots the slot lies behind the hash: an array element, a member of a struct. */
  readonly distance: bigint;
}

/** A slot further away from a hash does not belong to it: no array is so long. */
const MAX_DISTANCE = 1n << 64n;

/** Finds the hash that a slot was computed from: Solidity adds element numbers and member offsets to hashes. */
export class PreimageIndex {
  readonly #preimages = new Map<Hex, Hex>();
  #sorted: Hex[] | undefined;

  /** @param hash 32 bytes, lower case, as all hexadecimal text of the access records. */
  add(hash: Hex, preimage: Hex): void {
    if (this.#preimages.has(hash)) return;
    this.#preimages.set(hash, preimage);
    this.#sorted = undefined;
  }

  get size(): number {
    return this.#preimages.size;
  }

  /** The nearest known hash at or below the slot. */
  find(slot: Hex): HashedAt | undefined {
    const exact = this.#preimages.get(slot);
    if (exact !== undefined) return { preimage: exact, distance: 0n };
    // Equal lengths: hexadecimal text sorts as the numbers do.
    const sorted = (this.#sorted ??= [...this.#preimages.keys()].sort());
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Hex) <= slot) low = middle + 1;
      else high = middle;
    }
    const below = sorted[low - 1];
    if (below === undefined) return undefined;
    const distance = BigInt(slot) - BigInt(below);
    return distance < MAX_DISTANCE ? { preimage: this.#preimages.get(below) as Hex, distance } : undefined;
  }
}
