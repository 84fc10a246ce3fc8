import type { RememberedHash } from "../../access/preimages.ts";

/** Power of two. */
const PLACES = 1024;
const PREIMAGE_WORDS = 16;
const PREIMAGE_BYTES = 4 * PREIMAGE_WORDS;

/** A hash, as bytes and as the word that contracts get. Do not modify the bytes. */
export interface Digest extends RememberedHash {
  readonly word: bigint;
}

/**
 * The lever `digests`: hashes of the last preimages of 64 bytes, each at the place that a few of its bytes give.
 *
 * Contracts that use mappings hash a key and a slot for each look-up, and look the same things up over and over: in
 * recorded blocks 55 to 80 % of such hashes are of what the same block has hashed before. Finding one takes a tenth of
 * the time of computing it.
 */
export class SlotDigests {
  readonly #preimages = new Uint32Array(PLACES * PREIMAGE_WORDS);
  readonly #digests: (Digest | undefined)[] = new Array(PLACES).fill(undefined);

  /**
   * The hash of 64 bytes.
   *
   * @param view holds them, from `offset` on.
   * @param compute is asked for what is not known.
   */
  of(view: DataView, offset: number, compute: () => Digest): Digest {
    const place = placeOf(view, offset);
    const known = this.#digests[place];
    if (known !== undefined && this.#isAt(place, view, offset)) return known;
    const digest = compute();
    const start = place * PREIMAGE_WORDS;
    for (let i = 0; i < PREIMAGE_WORDS; i++) this.#preimages[start + i] = view.getUint32(offset + 4 * i);
    this.#digests[place] = digest;
    return digest;
  }

  #isAt(place: number, view: DataView, offset: number): boolean {
    const start = place * PREIMAGE_WORDS;
    // Backwards: what differs is mostly at the end.
    for (let i = PREIMAGE_WORDS - 1; i >= 0; i--) {
      if (this.#preimages[start + i] !== view.getUint32(offset + 4 * i)) return false;
    }
    return true;
  }
}

/** By the end of both words: keys are numbers, addresses and hashes, slots are numbers and hashes. */
function placeOf(view: DataView, offset: number): number {
  const mixed = Math.imul(view.getUint32(offset + 28), 0x9e3779b1) ^ Math.imul(view.getUint32(offset + 60), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (PLACES - 1);
}

/** Whether hashes of so many bytes are remembered. */
export function isSlotPreimage(length: number): boolean {
  return length === PREIMAGE_BYTES;
}
