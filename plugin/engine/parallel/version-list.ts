/** Values of one key written by transactions of a block, ordered by transaction. */
export class VersionList<T> {
  readonly #transactions: number[] = [];
  readonly #values: T[] = [];

  get length(): number {
    return this.#transactions.length;
  }

  /** Number of versions written by transactions below `transaction`: the newest of them is at one less. */
  below(transaction: number): number {
    let low = 0;
    let high = this.#transactions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#transactions[middle] as number) < transaction) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  transactionAt(position: number): number {
    return this.#transactions[position] as number;
  }

  valueAt(position: number): T {
    return this.#values[position] as T;
  }

  /** @returns the position of the version, which is new or replaces the one that the transaction had. */
  set(transaction: number, value: T): number {
    const position = this.below(transaction);
    if (this.#transactions[position] === transaction) {
      this.#values[position] = value;
    } else {
      this.#transactions.splice(position, 0, transaction);
      this.#values.splice(position, 0, value);
    }
    return position;
  }

  /** @returns the position that the version had; undefined when there was none. */
  delete(transaction: number): number | undefined {
    const position = this.below(transaction);
    if (this.#transactions[position] !== transaction) return undefined;
    this.#transactions.splice(position, 1);
    this.#values.splice(position, 1);
    return position;
  }
}
