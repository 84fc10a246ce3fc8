interface Entry {
  readonly block: bigint;
  version: number;
  /** Versions just before each transaction; absent where the block before tells. */
  readonly transactions?: readonly number[];
}

/** Which version of the state belongs to which block. */
export class StateHistory {
  /** Ascending by block. A block without an entry (one of a reserved run) has the state of the entry before it. */
  readonly #entries: Entry[] = [];

  /**
   * Adds a block.
   *
   * @param transactions versions just before each of its transactions
   */
  append(block: bigint, version: number, transactions: readonly number[]): void {
    // Most blocks have one transaction, before which the state is that after the last block.
    this.#entries.push(transactions.length > 1 ? { block, version, transactions } : { block, version });
  }

  /** The state after `block` is `version`; said again for the last block when the state is changed by hand. */
  set(block: bigint, version: number): void {
    const last = this.#entries.at(-1);
    if (last?.block === block) last.version = version;
    else this.#entries.push({ block, version });
  }

  /** Undefined for a block whose state was forgotten. */
  versionAt(block: bigint): number | undefined {
    return this.#entryOf(block)?.version;
  }

  /** Version just before a transaction of the block; undefined when it, or that of the block before, was forgotten. */
  versionBefore(block: bigint, transaction: number): number | undefined {
    const entry = this.#entryOf(block);
    const parent = this.versionAt(block - 1n);
    return parent === undefined || entry?.block !== block ? parent : (entry.transactions?.[transaction] ?? parent);
  }

  #entryOf(block: bigint): Entry | undefined {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.block ?? block) <= block) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low - 1];
  }

  /** Forgets the blocks whose state is older than `version`. */
  prune(version: number): void {
    let count = 0;
    while ((this.#entries[count]?.version ?? version) < version) count++;
    if (count > 0) this.#entries.splice(0, count);
  }

  /** Forgets the states after `block`, whose state becomes `version` again. */
  revertTo(block: bigint, version: number): void {
    while ((this.#entries.at(-1)?.block ?? -1n) > block) this.#entries.pop();
    this.set(block, version);
  }
}
