/** No result was published yet. */
export const UNPUBLISHED = 0;
/** There is nothing to take in: the transaction is left to the main thread, or has no place in the block. */
export const NOTHING = 1;
/** This and every higher pointer addresses a result. */
export const FIRST_RESULT = 2;

/** The peer that commits. */
export const MAIN = 0;

const NEXT = 0;
const COMMITTED = 1;
const CLOSED = 2;
const FIRST = 3;
const CONTROL_WORDS = 4;

const FREE = 0;
const IN_ORDER = -1;

/**
 * What the peers of one block agree on, in 32-bit words of shared memory that change only atomically: which transaction
 * is claimed next, who claimed which, where the result of each is, and how many are committed.
 *
 * A transaction has at most one claimant, and a claim never returns. A result is published by compare-and-exchange, so
 * that a thread given up for dead cannot replace what the main thread settled in its place.
 */
export class SharedBlock {
  readonly buffer: SharedArrayBuffer;
  /** Number of transactions. */
  readonly size: number;
  readonly #control: Int32Array;
  readonly #pointers: Int32Array;
  readonly #owners: Int32Array;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.size = (buffer.byteLength / 4 - CONTROL_WORDS) / 2;
    this.#control = new Int32Array(buffer, 0, CONTROL_WORDS);
    this.#pointers = new Int32Array(buffer, CONTROL_WORDS * 4, this.size);
    this.#owners = new Int32Array(buffer, (CONTROL_WORDS + this.size) * 4, this.size);
  }

  /** @param first every lower transaction is committed already, and part of the state that peers start from. */
  static create(size: number, first = 0): SharedBlock {
    const block = new SharedBlock(new SharedArrayBuffer((CONTROL_WORDS + 2 * size) * 4));
    block.#pointers.fill(NOTHING, 0, first);
    for (const word of [NEXT, COMMITTED, FIRST]) block.#control[word] = first;
    return block;
  }

  static attach(buffer: SharedArrayBuffer): SharedBlock {
    return new SharedBlock(buffer);
  }

  /**
   * Claims the lowest transaction that nobody claimed; undefined when none is left, or the block is closed.
   *
   * @param below no higher one is claimed, but for one that slips through while others claim too.
   */
  claim(peer: number, below = this.size): number | undefined {
    while (!this.closed && Atomics.load(this.#control, NEXT) < below) {
      const transaction = Atomics.add(this.#control, NEXT, 1);
      if (transaction >= this.size) return undefined;
      if (Atomics.compareExchange(this.#owners, transaction, FREE, peer + 1) === FREE) return transaction;
    }
    return undefined;
  }

  /** The lowest transaction that is the peers' concern. */
  get first(): number {
    return this.#control[FIRST] as number;
  }

  /** Leaves a transaction that nobody claimed to the main thread, which executes it when its turn to commit comes. */
  leaveToMain(transaction: number): void {
    Atomics.compareExchange(this.#owners, transaction, FREE, IN_ORDER);
  }

  /** Claims one transaction for the main thread. False when another peer has it. */
  take(transaction: number): boolean {
    const owner = Atomics.compareExchange(this.#owners, transaction, FREE, MAIN + 1);
    if (owner === FREE) return true;
    return owner === IN_ORDER && Atomics.compareExchange(this.#owners, transaction, IN_ORDER, MAIN + 1) === IN_ORDER;
  }

  /** Nobody will claim anything more, except the main thread in its turn. */
  get allClaimed(): boolean {
    return Atomics.load(this.#control, NEXT) >= this.size;
  }

  /** The peer that claimed the transaction. */
  owner(transaction: number): number | undefined {
    const owner = Atomics.load(this.#owners, transaction);
    return owner === FREE || owner === IN_ORDER ? undefined : owner - 1;
  }

  pointer(transaction: number): number {
    return Atomics.load(this.#pointers, transaction) >>> 0;
  }

  /** Publishes the result of a claimed transaction, unless the main thread settled it meanwhile. */
  publish(transaction: number, pointer: number): void {
    Atomics.compareExchange(this.#pointers, transaction, UNPUBLISHED, pointer);
    Atomics.notify(this.#pointers, transaction);
  }

  /** Main thread only: the final pointer of the lowest transaction that is not committed, which then is. */
  settle(transaction: number, pointer: number): void {
    Atomics.store(this.#pointers, transaction, pointer);
    Atomics.store(this.#control, COMMITTED, transaction + 1);
  }

  /** Number of committed transactions. Their pointers no longer change. */
  get committed(): number {
    return Atomics.load(this.#control, COMMITTED);
  }

  get closed(): boolean {
    return Atomics.load(this.#control, CLOSED) !== 0;
  }

  /** Nothing more can be claimed: every transaction is committed, or the main thread does the rest alone. */
  close(): void {
    Atomics.store(this.#control, CLOSED, 1);
  }

  /** Blocks the thread until the transaction may have been published, at most `milliseconds`. */
  wait(transaction: number, milliseconds: number): void {
    Atomics.wait(this.#pointers, transaction, UNPUBLISHED, milliseconds);
  }
}
