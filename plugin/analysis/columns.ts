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
 * A list is read and emptied as a whole, newest first.
 */
export class KeyedLists {
  /** Position + 1 of the newest entry of each key's list, 0 for an empty list. */
  readonly #heads: Uint32Array;
  readonly #values = new Uint32Column();
  readonly #links = new Uint32Column();

  constructor(keyCount: number) {
    this.#heads = new Uint32Array(keyCount);
  }

  isEmpty(key: number): boolean {
    return this.#heads[key] === 0;
  }

  add(key: number, value: number): void {
    this.#links.push(this.#heads[key] as number);
    this.#heads[key] = this.#values.push(value) + 1;
  }

  clear(key: number): void {
    this.#heads[key] = 0;
  }

  /** Calls `visit` with every entry of the key's list and empties it. */
  drain(key: number, visit: (value: number) => void): void {
    let head = this.#heads[key] as number;
    this.#heads[key] = 0;
    while (head !== 0) {
      visit(this.#values.get(head - 1));
      head = this.#links.get(head - 1);
    }
  }
}
