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
 * Many small lists of numbers in two columns, such as the pending readers of every key of a block. A list is known by its
 * newest entry, its head; 0 is the head of an empty list. Whoever has many lists keeps the heads where it keeps whatever
 * else it knows of each: one look at memory instead of two.
 *
 * `for (let entry = head; entry !== 0; entry = lists.after(entry)) use(lists.value(entry));`
 */
export class Lists {
  readonly #values: Uint32Column;
  readonly #links: Uint32Column;

  /** @param capacity Entries that there will be about. */
  constructor(capacity?: number) {
    this.#values = new Uint32Column(capacity);
    this.#links = new Uint32Column(capacity);
  }

  /** Adds a value to the list with this head. @returns the new head. */
  add(head: number, value: number): number {
    this.#links.push(head);
    return this.#values.push(value) + 1;
  }

  after(entry: number): number {
    return this.#links.get(entry - 1);
  }

  value(entry: number): number {
    return this.#values.get(entry - 1);
  }
}
