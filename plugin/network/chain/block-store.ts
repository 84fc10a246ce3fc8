import type { Common } from "@ethereumjs/common";
import type { Hex } from "../../engine/access/types.ts";
import { PackedBlocks } from "./packed-blocks.ts";
import type { StoredBlock, TransactionPlace } from "./stored-block.ts";

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

/** So many of the last blocks are never packed: they are what a test asks for. */
const LEAST_RECENT = 64;
/** Blocks are packed so many at once, or fewer with so many transactions: unpacking one block unpacks them all. */
const CHUNK_BLOCKS = 64;
const CHUNK_TRANSACTIONS = 512;

/**
 * The blocks of a chain by number, hash and transaction.
 *
 * The last blocks are objects, the others are packed. Mining a million blocks must not take a million blocks' work: a
 * run of empty blocks is reserved, and each block of it comes into being when it is first asked for by number.
 */
export class BlockStore {
  readonly #byNumber = new Map<bigint, StoredBlock>();
  readonly #byHash = new Map<Hex, StoredBlock>();
  readonly #byTransaction = new Map<Hex, TransactionPlace>();
  readonly #materialize: (reservation: Reservation, number: bigint) => StoredBlock;
  readonly #packed: PackedBlocks;
  readonly #kept: number | undefined;
  /** The last blocks in ascending order, without those of reserved runs. */
  readonly #recent: StoredBlock[] = [];
  /** Blocks of reserved runs that somebody asked for. */
  #materialized: StoredBlock[] = [];
  #reservations: Reservation[] = [];
  #last: bigint;

  /**
   * @param common the rules that the blocks are made with
   * @param kept number of blocks before the last that may be asked for; undefined: all
   * @param materialize makes the block of that number of a reserved run
   */
  constructor(
    genesis: StoredBlock,
    { common, kept }: { common: Common; kept?: number | undefined },
    materialize: (reservation: Reservation, number: bigint) => StoredBlock,
  ) {
    this.#kept = kept;
    this.#packed = new PackedBlocks(common);
    this.#materialize = materialize;
    this.#last = genesis.number;
    this.append(genesis);
  }

  get lastNumber(): bigint {
    return this.#last;
  }

  /** Number of the first block that may be asked for. Of those before it there may still be some, which nobody finds. */
  get oldestKept(): bigint {
    const oldest = this.#kept === undefined ? 0n : this.#last - BigInt(this.#kept);
    return oldest > 0n ? oldest : 0n;
  }

  get last(): StoredBlock {
    const block = this.byNumber(this.#last);
    if (block === undefined) throw new Error(`Block ${this.#last} is missing from the chain`);
    return block;
  }

  byNumber(number: bigint): StoredBlock | undefined {
    if (number < this.oldestKept) return undefined;
    return this.#byNumber.get(number) ?? this.#packed.byNumber(number) ?? this.#reserved(number);
  }

  /** Hash of a block, 32 bytes, at less cost than the block's own. */
  hashOf(number: bigint): Uint8Array | undefined {
    return (
      this.#byNumber.get(number)?.header.hash() ?? this.#packed.hashOf(number) ?? this.#reserved(number)?.header.hash()
    );
  }

  byHash(hash: Hex): StoredBlock | undefined {
    const block = this.#byHash.get(hash) ?? this.#packed.byHash(hash);
    return block === undefined || block.number < this.oldestKept ? undefined : block;
  }

  transaction(hash: Hex): TransactionPlace | undefined {
    const place = this.#byTransaction.get(hash) ?? this.#packed.transaction(hash);
    return place === undefined || place.block.number < this.oldestKept ? undefined : place;
  }

  /**
   * Blocks of the range that may have a log, ascending.
   *
   * @param mayHold whether a log that is looked for may be in blocks with that bloom filter
   */
  *withLogs(from: bigint, to: bigint, mayHold: (bloom: Uint8Array) => boolean): Iterable<StoredBlock> {
    yield* this.#packed.withLogs(from, to, mayHold);
    for (let i = this.#positionOf(from); i < this.#recent.length; i++) {
      const block = this.#recent[i];
      if (block === undefined || block.number > to) return;
      if (mayHold(block.header.logsBloom)) yield block;
    }
  }

  append(block: StoredBlock): void {
    this.#last = block.number;
    this.#recent.push(block);
    this.#index(block);
    if (this.#recent.length >= LEAST_RECENT + CHUNK_BLOCKS) this.#pack();
  }

  /** Appends a run of `count` empty blocks. */
  reserve(count: bigint, reservation: Omit<Reservation, "first" | "last">): void {
    const first = this.#last + 1n;
    this.#last += count;
    this.#reservations.push({ ...reservation, first, last: this.#last });
  }

  /** Forgets every block after `number`. */
  revertTo(number: bigint): void {
    for (const block of this.#recent.splice(this.#positionOf(number + 1n))) this.#forget(block);
    if (this.#recent.length === 0) {
      for (const block of this.#packed.revertTo(number)) {
        this.#recent.push(block);
        this.#index(block);
      }
    }
    this.#materialized = this.#materialized.filter((block) => {
      if (block.number > number) this.#forget(block);
      return block.number <= number;
    });
    this.#reservations = this.#reservations
      .filter(({ first }) => first <= number)
      .map((reservation) => (reservation.last > number ? { ...reservation, last: number } : reservation));
    this.#last = number;
  }

  /** Forgets blocks before `number`; not necessarily all of them. */
  prune(number: bigint): void {
    this.#packed.prune(number);
    this.#materialized = this.#materialized.filter((block) => {
      if (block.number < number) this.#forget(block);
      return block.number >= number;
    });
    this.#reservations = this.#reservations.filter(({ last }) => last >= number);
  }

  #reserved(number: bigint): StoredBlock | undefined {
    const reservation = this.#reservations.find(({ first, last }) => first <= number && number <= last);
    if (reservation === undefined) return undefined;
    const block = this.#materialize(reservation, number);
    this.#materialized.push(block);
    this.#index(block);
    return block;
  }

  /** Packs the oldest of the recent blocks. */
  #pack(): void {
    const end = this.#recent.length - LEAST_RECENT;
    for (let start = 0; start < end; ) {
      let next = start;
      for (let transactions = 0; next < end && transactions < CHUNK_TRANSACTIONS; next++) {
        transactions += this.#recent[next]?.transactions.length ?? 0;
      }
      this.#packed.append(this.#recent.slice(start, next));
      start = next;
    }
    for (const block of this.#recent.splice(0, end)) this.#forget(block);
  }

  /** Position among the recent blocks of the first that is not before `number`. */
  #positionOf(number: bigint): number {
    let low = 0;
    let high = this.#recent.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#recent[middle];
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
