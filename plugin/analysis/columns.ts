/**
 * A growing column of unsigned 32-bit numbers: the edges of a million transactions as objects would not fit in memory.
 */
export class Uint32Column {
  #values: Uint32Array;
  #length = 0;

  constructor(capacity = 64) {
    this.#values = new Uint32Array(Math.max(capacity, 1));
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a value and returns its position. */
  push(value: number): number {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    return this.#length++;
  }

  get(position: number): number {
    return this.#values[position] as number;
  }

  /** The values pushed so far. The column must not be used afterwards. */
  finish(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}

/**
 * Many small lists of numbers in two columns, one list a key: the pending writers or readers of every key of a block.
 * A list is read newest first, and emptied as a whole:
 *
 * `for (let entry = lists.first(key); entry !== 0; entry = lists.after(entry)) use(lists.value(entry));`
 */
export class KeyedLists {
  /** The newest entry of each key's list, 0 for an empty list. Entries count from 1. */
  readonly #heads: Uint32Array;
  readonly #values: Uint32Column;
  readonly #links: Uint32Column;

  /** @param capacity Entries that there will be about. */
  constructor(keyCount: number, capacity?: number) {
    this.#heads = new Uint32Array(keyCount);
    this.#values = new Uint32Column(capacity);
    this.#links = new Uint32Column(capacity);
  }

  first(key: number): number {
    return this.#heads[key] as number;
  }

  after(entry: number): number {
    return this.#links.get(entry - 1);
  }

  value(entry: number): number {
    return this.#values.get(entry - 1);
  }

  add(key: number, value: number): void {
    this.#links.push(this.#heads[key] as number);
    this.#heads[key] = this.#values.push(value) + 1;
  }

  clear(key: number): void {
    this.#heads[key] = 0;
  }
}
