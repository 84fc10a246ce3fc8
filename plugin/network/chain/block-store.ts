import type { Hex } from "../../engine/access/types.ts";
import type { StoredBlock } from "./stored-block.ts";

/** Where a transaction is. */
export interface TransactionPlace {
  readonly block: StoredBlock;
  readonly index: number;
}

/** A run of empty blocks that nobody has looked at yet. */
export interface Reservation {
  readonly first: bigint;
  readonly last: bigint;
  /** Seconds between blocks. */
  readonly interval: bigint;
  /** Time of the block before the run. */
  readonly previousTimestamp: bigint;
  readonly baseFee: bigint | undefined;
  readonly stateRoot: Uint8Array;
  readonly totalDifficulty: bigint;
}

/**
 * The blocks of a chain by number, hash and transaction.
 *
 * Mining a million blocks must not take a million blocks' work: a run of empty blocks is reserved, and each block of
 * it comes into being when it is first asked for by number.
 */
export class BlockStore {
  readonly #byNumber = new Map<bigint, StoredBlock>();
  readonly #byHash = new Map<Hex, StoredBlock>();
  readonly #byTransaction = new Map<Hex, TransactionPlace>();
  readonly #materialize: (reservation: Reservation, number: bigint) => StoredBlock;
  /** Blocks in ascending order, without those of reserved runs. */
  readonly #appended: StoredBlock[] = [];
  /** Blocks of reserved runs that somebody asked for. */
  #materialized: StoredBlock[] = [];
  #reservations: Reservation[] = [];
  #last: bigint;

  /** @param materialize makes the block of that number of a reserved run */
  constructor(genesis: StoredBlock, materialize: (reservation: Reservation, number: bigint) => StoredBlock) {
    this.#materialize = materialize;
    this.#last = genesis.number;
    this.append(genesis);
  }

  get lastNumber(): bigint {
    return this.#last;
  }

  get last(): StoredBlock {
    const block = this.byNumber(this.#last);
    if (block === undefined) throw new Error(`Block ${this.#last} is missing from the chain`);
    return block;
  }

  byNumber(number: bigint): StoredBlock | undefined {
    const known = this.#byNumber.get(number);
    if (known !== undefined) return known;
    const reservation = this.#reservations.find(({ first, last }) => first <= number && number <= last);
    if (reservation === undefined) return undefined;
    const block = this.#materialize(reservation, number);
    this.#materialized.push(block);
    this.#index(block);
    return block;
  }

  byHash(hash: Hex): StoredBlock | undefined {
    return this.#byHash.get(hash);
  }

  transaction(hash: Hex): TransactionPlace | undefined {
    return this.#byTransaction.get(hash);
  }

  /** Blocks of the range that were mined one by one, ascending: every block with transactions is among them. */
  *mined(from: bigint, to: bigint): Iterable<StoredBlock> {
    for (let i = this.#positionOf(from); i < this.#appended.length; i++) {
      const block = this.#appended[i];
      if (block === undefined || block.number > to) return;
      yield block;
    }
  }

  append(block: StoredBlock): void {
    this.#last = block.number;
    this.#appended.push(block);
    this.#index(block);
  }

  /** Appends a run of `count` empty blocks. */
  reserve(count: bigint, reservation: Omit<Reservation, "first" | "last">): void {
    const first = this.#last + 1n;
    this.#last += count;
    this.#reservations.push({ ...reservation, first, last: this.#last });
  }

  /** Forgets every block after `number`. */
  revertTo(number: bigint): void {
    for (const block of this.#appended.splice(this.#positionOf(number + 1n))) this.#forget(block);
    this.#materialized = this.#materialized.filter((block) => {
      if (block.number > number) this.#forget(block);
      return block.number <= number;
    });
    this.#reservations = this.#reservations
      .filter(({ first }) => first <= number)
      .map((reservation) => (reservation.last > number ? { ...reservation, last: number } : reservation));
    this.#last = number;
  }

  /** Position in `#appended` of the first block that is not before `number`. */
  #positionOf(number: bigint): number {
    let low = 0;
    let high = this.#appended.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#appended[middle];
      if (block !== undefined && block.number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #index(block: StoredBlock): void {
    this.#byNumber.set(block.number, block);
    this.#byHash.set(block.hash, block);
    block.transactions.forEach(({ hash }, index) => {
      this.#byTransaction.set(hash, { block, index });
    });
  }

  #forget(block: StoredBlock): void {
    this.#byNumber.delete(block.number);
    this.#byHash.delete(block.hash);
    for (const { hash } of block.transactions) this.#byTransaction.delete(hash);
  }
}
