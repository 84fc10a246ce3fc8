import type { ModelledExecution } from "./timetable.ts";
import type { Versions } from "./versions.ts";

/** How a block went. */
export interface BlockStmCounts {
  /** Gas until the last execution or validation ended. */
  readonly makespan: number;
  /** Executions that a validation threw away. */
  readonly aborts: number;
  /** Times a transaction met an ESTIMATE and was put off until its writer had run again. */
  readonly waits: number;
  readonly validations: number;
}

// What a transaction is doing: the states of the paper, without its two names for "about to become ready".
const READY = 0;
const EXECUTING = 1;
const EXECUTED = 2;
const SUSPENDED = 3;

const NONE = -1;
/** A read that sees the value from before the block. */
const BEFORE_BLOCK = -1;
/** Result of a look-up that met an ESTIMATE. */
const BLOCKED = -2;

/** One thread: what it does until when, and the transaction that the paper's scheduler gives it next, if any. */
interface Thread {
  transaction: number;
  validates: boolean;
  /** Which execution of the transaction is validated. */
  incarnation: number;
  end: number;
  next: number;
  nextValidates: boolean;
}

/**
 * The scheduler and the multi-version memory of Block-STM (algorithms 1, 2, 4 and 5 of arXiv 2203.06871) on a clock of
 * gas. Of what ends at the same time the lowest transaction comes first; then free threads take work, in their order.
 */
export class BlockStmRun {
  readonly #versions: Versions;
  readonly #gas: Float64Array;
  readonly #size: number;
  readonly #validationGas: number;
  readonly #threads: readonly Thread[];
  readonly #status: Uint8Array;
  /** Executions of each transaction that have ended: the version of what it wrote. */
  readonly #executed: Uint32Array;
  /** 1 from the abort of an execution to the end of the next one. */
  readonly #estimate: Uint8Array;
  /** One behind the last writer of each key that has ever executed, as a position of `writer`. */
  readonly #frontier: Uint32Array;
  /** What each read saw: the writer of the value, and the versions of it and of all additions to it, summed up. */
  readonly #seenBase: Int32Array;
  readonly #seenVersions: Float64Array;
  /** Transactions that wait for each one, as a list through `#sibling`. */
  readonly #waiting: Int32Array;
  readonly #sibling: Int32Array;
  readonly #log: ModelledExecution[] | undefined;
  #executionIndex = 0;
  #validationIndex = 0;
  #aborts = 0;
  #waits = 0;
  #validations = 0;
  // The result of the last look-up.
  #base = 0;
  #sum = 0;
  #blocker = 0;

  /** @param log Where executions are noted, if anybody wants to know when each was. */
  constructor(
    versions: Versions,
    gas: Float64Array,
    threads: number,
    validationGas: number,
    log?: ModelledExecution[],
  ) {
    this.#log = log;
    const size = gas.length;
    this.#versions = versions;
    this.#gas = gas;
    this.#size = size;
    this.#validationGas = validationGas;
    this.#threads = Array.from({ length: threads }, () => ({
      transaction: NONE,
      validates: false,
      incarnation: 0,
      end: Number.POSITIVE_INFINITY,
      next: NONE,
      nextValidates: false,
    }));
    this.#status = new Uint8Array(size);
    this.#executed = new Uint32Array(size);
    this.#estimate = new Uint8Array(size);
    this.#frontier = versions.rows.slice(0, -1);
    this.#seenBase = new Int32Array(versions.readKey.length);
    this.#seenVersions = new Float64Array(versions.readKey.length);
    this.#waiting = new Int32Array(size).fill(NONE);
    this.#sibling = new Int32Array(size).fill(NONE);
  }

  run(): BlockStmCounts {
    const ended: Thread[] = [];
    let now = 0;
    for (;;) {
      for (const thread of this.#threads) if (thread.transaction === NONE) this.#takeWork(thread, now);
      let next = Number.POSITIVE_INFINITY;
      for (const { end } of this.#threads) if (end < next) next = end;
      if (next === Number.POSITIVE_INFINITY) break;
      now = next;
      ended.length = 0;
      for (const thread of this.#threads) if (thread.end === now) ended.push(thread);
      if (ended.length > 1) ended.sort((a, b) => a.transaction - b.transaction);
      for (const thread of ended) this.#end(thread);
    }
    return { makespan: now, aborts: this.#aborts, waits: this.#waits, validations: this.#validations };
  }

  #end(thread: Thread): void {
    const { transaction, validates, incarnation } = thread;
    thread.transaction = NONE;
    thread.end = Number.POSITIVE_INFINITY;
    if (validates) this.#endValidation(thread, transaction, incarnation);
    else this.#endExecution(thread, transaction);
  }

  /** `finish_execution`: the writes appear, and who waited for them is ready. */
  #endExecution(thread: Thread, transaction: number): void {
    const { writes, writtenKey, writtenPlace } = this.#versions;
    const isFirst = this.#executed[transaction] === 0;
    this.#executed[transaction] = (this.#executed[transaction] as number) + 1;
    this.#estimate[transaction] = 0;
    this.#status[transaction] = EXECUTED;
    const end = writes[transaction + 1] as number;
    const start = writes[transaction] as number;
    if (isFirst) {
      for (let write = start; write < end; write++) {
        const key = writtenKey[write] as number;
        const behind = (writtenPlace[write] as number) + 1;
        if (behind > (this.#frontier[key] as number)) this.#frontier[key] = behind;
      }
    }
    for (let waiter = this.#waiting[transaction] as number; waiter !== NONE; waiter = this.#sibling[waiter] as number) {
      this.#status[waiter] = READY;
      if (waiter < this.#executionIndex) this.#executionIndex = waiter;
    }
    this.#waiting[transaction] = NONE;
    if (this.#validationIndex <= transaction) return;
    if (isFirst && end > start) {
      this.#validationIndex = transaction;
    } else {
      thread.next = transaction;
      thread.nextValidates = true;
    }
  }

  /** `finish_validation`: what does not hold is marked as an estimate, and executed again by the same thread. */
  #endValidation(thread: Thread, transaction: number, incarnation: number): void {
    this.#validations++;
    if (this.#status[transaction] !== EXECUTED || this.#executed[transaction] !== incarnation) return;
    if (this.#holds(transaction)) return;
    this.#aborts++;
    const thrownAway = this.#log?.findLast((execution) => execution.transaction === transaction);
    if (thrownAway !== undefined) thrownAway.aborted = true;
    this.#estimate[transaction] = 1;
    this.#status[transaction] = READY;
    if (transaction + 1 < this.#validationIndex) this.#validationIndex = transaction + 1;
    if (this.#executionIndex <= transaction) return;
    this.#status[transaction] = EXECUTING;
    thread.next = transaction;
    thread.nextValidates = false;
  }

  /** `next_task`: the lowest transaction that is to be validated or executed. */
  #takeWork(thread: Thread, now: number): void {
    const { next } = thread;
    thread.next = NONE;
    if (next !== NONE) {
      if (thread.nextValidates) {
        this.#validate(thread, next, now);
        return;
      }
      if (this.#execute(thread, next, now)) return;
    }
    for (;;) {
      if (this.#validationIndex < this.#executionIndex) {
        const transaction = this.#validationIndex++;
        if (this.#status[transaction] !== EXECUTED) continue;
        this.#validate(thread, transaction, now);
        return;
      }
      if (this.#executionIndex >= this.#size) return;
      const transaction = this.#executionIndex++;
      if (this.#status[transaction] === READY && this.#execute(thread, transaction, now)) return;
    }
  }

  #validate(thread: Thread, transaction: number, now: number): void {
    thread.transaction = transaction;
    thread.validates = true;
    thread.incarnation = this.#executed[transaction] as number;
    thread.end = now + (this.#versions.readCount[transaction] as number) * this.#validationGas;
  }

  /** @returns false when a value that the transaction reads is about to be replaced: it waits for the writer. */
  #execute(thread: Thread, transaction: number, now: number): boolean {
    const { reads, readPlace } = this.#versions;
    const end = reads[transaction + 1] as number;
    for (let read = reads[transaction] as number; read < end; read++) {
      this.#look(read, readPlace[read] as number);
      if (this.#base === BLOCKED) {
        this.#waits++;
        this.#status[transaction] = SUSPENDED;
        this.#sibling[transaction] = this.#waiting[this.#blocker] as number;
        this.#waiting[this.#blocker] = transaction;
        return false;
      }
      this.#seenBase[read] = this.#base;
      this.#seenVersions[read] = this.#sum;
    }
    this.#status[transaction] = EXECUTING;
    thread.transaction = transaction;
    thread.validates = false;
    thread.end = now + (this.#gas[transaction] as number);
    const { end: finish } = thread;
    this.#log?.push({ thread: this.#threads.indexOf(thread), transaction, start: now, end: finish, aborted: false });
    return true;
  }

  /** Would the transaction read now what it read when it was executed? */
  #holds(transaction: number): boolean {
    const { reads, readPlace } = this.#versions;
    const end = reads[transaction + 1] as number;
    for (let read = reads[transaction] as number; read < end; read++) {
      this.#look(read, readPlace[read] as number);
      if (this.#base !== this.#seenBase[read] || this.#sum !== this.#seenVersions[read]) return false;
    }
    return true;
  }

  /**
   * What a read sees: of the writers before it that have ever executed the last one, and where that one only added, those
   * before it as well. Two look-ups with the same base and the same sum saw the same versions, as versions only grow.
   */
  #look(read: number, place: number): void {
    const { rows, writer, adds, readKey } = this.#versions;
    const key = readKey[read] as number;
    const first = rows[key] as number;
    let sum = 0;
    for (let at = Math.min(place, this.#frontier[key] as number) - 1; at >= first; at--) {
      const transaction = writer[at] as number;
      const version = this.#executed[transaction] as number;
      if (version === 0) continue;
      if (this.#estimate[transaction] === 1) {
        this.#base = BLOCKED;
        this.#blocker = transaction;
        return;
      }
      sum += version;
      if (adds[at] === 1) continue;
      this.#base = at;
      this.#sum = sum;
      return;
    }
    this.#base = BEFORE_BLOCK;
    this.#sum = sum;
  }
}
