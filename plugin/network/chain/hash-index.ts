import type { Hex } from "../../engine/access/types.ts";

const NO_ENTRY = 0;
const FIRST_CAPACITY = 256;

/**
 * Finds positions by hash, in about 20 bytes for each instead of the 200 of a map of strings.
 *
 * It keeps 32 bits of each hash, so that it names candidates: whoever asks has to look at what is there. Positions are
 * added in ascending order, and forgotten at either end.
 */
export class HashIndex {
  #fingerprints = new Uint32Array(FIRST_CAPACITY);
  #positions = new Uint32Array(FIRST_CAPACITY);
  #count = 0;
  /** Open addressing with linear probing, at most half full: number of an entry, plus one. */
  #table = new Uint32Array(2 * FIRST_CAPACITY);

  /** @param position not less than any that was added before */
  add(hash: Hex, position: number): void {
    if (this.#count === this.#positions.length) this.#grow();
    this.#fingerprints[this.#count] = fingerprint(hash);
    this.#positions[this.#count] = position;
    this.#enter(this.#count);
    this.#count += 1;
  }

  /** Every position that was added under the hash, and rarely one that was not. */
  *candidates(hash: Hex): Iterable<number> {
    const wanted = fingerprint(hash);
    const mask = this.#table.length - 1;
    for (let place = wanted & mask; ; place = (place + 1) & mask) {
      const entry = this.#table[place] ?? NO_ENTRY;
      if (entry === NO_ENTRY) return;
      if (this.#fingerprints[entry - 1] === wanted) yield this.#positions[entry - 1] as number;
    }
  }

  /** Forgets all positions before `from`, and those from `to` on. */
  keep(from: number, to: number): void {
    const start = this.#firstFrom(from);
    const end = this.#firstFrom(to);
    if (start === 0 && end === this.#count) return;
    this.#fingerprints.copyWithin(0, start, end);
    this.#positions.copyWithin(0, start, end);
    this.#count = end - start;
    this.#fill();
  }

  /** First entry whose position is not less. */
  #firstFrom(position: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#positions[middle] as number) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    this.#fingerprints = enlarged(this.#fingerprints);
    this.#positions = enlarged(this.#positions);
    this.#table = new Uint32Array(2 * this.#table.length);
    this.#fill();
  }

  #fill(): void {
    this.#table.fill(NO_ENTRY);
    for (let entry = 0; entry < this.#count; entry++) this.#enter(entry);
  }

  #enter(entry: number): void {
    const mask = this.#table.length - 1;
    let place = (this.#fingerprints[entry] as number) & mask;
    while (this.#table[place] !== NO_ENTRY) place = (place + 1) & mask;
    this.#table[place] = entry + 1;
  }
}

/** The first 32 bits: hashes are as good as random there. */
function fingerprint(hash: Hex): number {
  return Number.parseInt(hash.slice(2, 10), 16);
}

function enlarged(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
