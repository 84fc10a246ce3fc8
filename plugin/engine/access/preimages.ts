import { bytesToKey, keyToHex } from "../state/keys.ts";
import type { SlotKey } from "../state/types.ts";
import type { KeccakPreimage } from "./types.ts";

/**
 * A slot belongs to a hash when it is less than 2^32 above it: members of a struct, elements of an array. Other slots
 * that small a distance above a hash do not occur by chance. So the first 28 bytes are the same, or those of the slot
 * are the next higher.
 */
const PREFIX_BYTES = 28;

/** So many hashes are kept before those that name no slot yet are forgotten: a transaction may hash millions of times. */
const FIRST_LIMIT = 16_384;

interface Candidate {
  readonly hash: SlotKey;
  /** One character a byte. */
  readonly preimage: string;
  /** Another hash with the same prefix. */
  readonly next: Candidate | undefined;
}

/**
 * What a transaction hashed, as far as it may name storage: Solidity and Vyper put a mapping's value at
 * keccak(key . slot of the mapping) and an array's elements at keccak(slot of the array) and above.
 *
 * Hashes are kept as they come, by their prefix, and looked at when all is over, for the slots that were really used.
 * Strings, because they are made in a third of the time of an array of bytes.
 */
export class PreimageCollector {
  readonly #candidates = new Map<string, Candidate>();
  #count = 0;
  #limit = FIRST_LIMIT;
  /** Slots that the transaction has used so far. */
  readonly #slots: () => Iterable<SlotKey>;

  constructor(slots: () => Iterable<SlotKey>) {
    this.#slots = slots;
  }

  clear(): void {
    this.#forget();
    this.#limit = FIRST_LIMIT;
  }

  /** @param preimage is copied. Shorter than a word, it cannot name a slot and is ignored. */
  add(hash: Uint8Array, preimage: Uint8Array): void {
    if (preimage.length < 32) return;
    const key = bytesToKey(hash);
    for (let known = this.#candidates.get(prefixOf(key)); known !== undefined; known = known.next) {
      if (known.hash === key) return;
    }
    if (this.#count >= this.#limit) this.#forgetUseless();
    this.#keep(key, bytesToKey(preimage));
  }

  /**
   * The preimages that name slots which were used, each followed to its end: the base slot of a nested mapping is a
   * hash itself.
   */
  used(): KeccakPreimage[] {
    return [...this.#found()].map(({ hash, preimage }) => ({ hash: keyToHex(hash), preimage: keyToHex(preimage) }));
  }

  #keep(hash: SlotKey, preimage: string): void {
    const prefix = prefixOf(hash);
    this.#candidates.set(prefix, { hash, preimage, next: this.#candidates.get(prefix) });
    this.#count++;
  }

  #forget(): void {
    this.#candidates.clear();
    this.#count = 0;
  }

  // A slot is mostly used right after its key was hashed, so little is lost.
  #forgetUseless(): void {
    const found = this.#found();
    this.#forget();
    for (const { hash, preimage } of found) this.#keep(hash, preimage);
    this.#limit = Math.max(FIRST_LIMIT, 2 * found.size);
  }

  #found(): Set<Candidate> {
    const found = new Set<Candidate>();
    if (this.#count === 0) return found;
    for (const slot of this.#slots()) {
      let candidate = this.#nearest(slot);
      while (candidate !== undefined && !found.has(candidate)) {
        found.add(candidate);
        candidate = this.#nearest(candidate.preimage.slice(-32));
      }
    }
    return found;
  }

  /** The highest hash at or below the slot, if it is near enough. */
  #nearest(slot: SlotKey): Candidate | undefined {
    const prefix = prefixOf(slot);
    const same = highest(this.#candidates.get(prefix), (hash) => hash <= slot);
    if (same !== undefined) return same;
    const rest = slot.slice(PREFIX_BYTES);
    // Less than 2^32 below, but with the prefix before.
    return highest(this.#candidates.get(prefixBefore(prefix)), (hash) => hash.slice(PREFIX_BYTES) > rest);
  }
}

/** Strings of one character a byte compare as the numbers that they are. */
function highest(first: Candidate | undefined, accept: (hash: SlotKey) => boolean): Candidate | undefined {
  let best: Candidate | undefined;
  for (let candidate = first; candidate !== undefined; candidate = candidate.next) {
    if (accept(candidate.hash) && (best === undefined || candidate.hash > best.hash)) best = candidate;
  }
  return best;
}

function prefixOf(hash: SlotKey): string {
  return hash.slice(0, PREFIX_BYTES);
}

function prefixBefore(prefix: string): string {
  const bytes = Buffer.from(prefix, "latin1");
  for (let i = bytes.length - 1; i >= 0; i--) {
    const byte = bytes[i] as number;
    bytes[i] = (byte + 255) & 255;
    if (byte !== 0) break;
  }
  return bytes.toString("latin1");
}
