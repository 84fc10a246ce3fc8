const FIRST_CAPACITY = 256;

/** Which version of the state belongs to which block. */
export class StateHistory {
  /**
   * Numbers of blocks, ascending, and the versions after them: columns, as objects would take four times the memory. A
   * block that is not there (one of a reserved run) has the state of the one before it.
   */
  #blocks = new BigUint64Array(FIRST_CAPACITY);
  readonly #versions: number[] = [];
  /** Versions just before each transaction of a block; absent where the block before tells. */
  readonly #transactions = new Map<bigint, readonly number[]>();

  /**
   * Adds a block.
   *
   * @param transactions versions just before each of its transactions
   */
  append(block: bigint, version: number, transactions: readonly number[]): void {
    this.#push(block, version);
    // Most blocks have one transaction, before which the state is that after the last block.
    if (transactions.length > 1) this.#transactions.set(block, transactions);
  }

  /** The state after `block` is `version`; said again for the last block when the state is changed by hand. */
  set(block: bigint, version: number): void {
    const last = this.#versions.length - 1;
    if (last >= 0 && this.#blocks[last] === block) this.#versions[last] = version;
    else this.#push(block, version);
  }

  /** Undefined for a block whose state was forgotten. */
  versionAt(block: bigint): number | undefined {
    return this.#versions[this.#placeOf(block)];
  }

  /** Version just before a transaction of the block; undefined when it, or that of the block before, was forgotten. */
  versionBefore(block: bigint, transaction: number): number | undefined {
    const parent = this.versionAt(block - 1n);
    return parent === undefined ? undefined : (this.#transactions.get(block)?.[transaction] ?? parent);
  }

  #push(block: bigint, version: number): void {
    const count = this.#versions.push(version);
    if (count > this.#blocks.length) {
      const larger = new BigUint64Array(2 * this.#blocks.length);
      larger.set(this.#blocks);
      this.#blocks = larger;
    }
    this.#blocks[count - 1] = block;
  }

  /** Where the block is, or else the last before it; below zero where there is none. */
  #placeOf(block: bigint): number {
    let low = 0;
    let high = this.#versions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle] ?? block) <= block) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Forgets the blocks whose state is older than `version`. */
  prune(version: number): void {
    let count = 0;
    while ((this.#versions[count] ?? version) < version) count++;
    if (count === 0) return;
    for (const block of this.#blocks.subarray(0, count)) this.#transactions.delete(block);
    this.#blocks.copyWithin(0, count);
    this.#versions.splice(0, count);
  }

  /** Forgets the states after `block`, whose state becomes `version` again. */
  revertTo(block: bigint, version: number): void {
    const count = this.#placeOf(block) + 1;
    for (const later of this.#blocks.subarray(count, this.#versions.length)) this.#transactions.delete(later);
    this.#versions.length = count;
    this.set(block, version);
  }
}
