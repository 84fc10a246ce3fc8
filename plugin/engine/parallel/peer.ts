import type { Execution } from "../execution.ts";
import type { StateView, WriteSet } from "../state/types.ts";
import { type BaseState, MultiVersionMemory } from "./multi-version-memory.ts";
import type { ExecutionTiming, ResultLog } from "./result-log.ts";
import { FIRST_RESULT, MAIN, NOTHING, type SharedBlock, UNPUBLISHED } from "./shared-block.ts";
import { now } from "./timeline.ts";

/** The points of the protocol between which anything may happen on other threads. */
export type ProtocolStep = "recover" | "claim" | "take-in" | "execute" | "publish" | "validate" | "commit" | "wait";

/** Called before each step. Tests use it to force interleavings and faults; it is absent otherwise. */
export type StepHook = (step: ProtocolStep, transaction: number) => void | Promise<void>;

/** Executes one transaction of the block on a view of the state; undefined when this thread cannot. */
export type ExecuteTransaction = (transaction: number, view: StateView) => Promise<Execution | undefined>;

/** An execution and when it took place. */
export interface TimedExecution {
  readonly execution: Execution;
  readonly timing: ExecutionTiming;
}

export interface PeerOptions {
  /** 0 is the main thread. */
  readonly id: number;
  readonly block: SharedBlock;
  readonly log: ResultLog;
  /** The state that the block starts from, or on the main thread the committed state. */
  readonly base: BaseState;
  readonly execute: ExecuteTransaction;
  /** Gets ready what an execution of the transaction needs: no part of the time that it takes. */
  readonly prepare?: (transaction: number) => void;
  /**
   * Does so for the next transaction for which nobody has begun to. Absent when all are ready.
   *
   * @returns the transaction; undefined when somebody has begun with every one.
   */
  readonly prepareNext?: () => number | undefined;
  readonly step?: StepHook;
}

/**
 * One thread's part in a block: claims transactions in order, takes in what others published of lower ones, executes
 * and publishes. It knows nothing of the EVM nor of threads.
 */
export class Peer {
  readonly memory: MultiVersionMemory;
  readonly #options: PeerOptions;
  /** The pointer of each transaction that was taken in last. */
  readonly #seen: Uint32Array;
  /** Every lower transaction is ready to be executed, or somebody is at it. */
  #prepared: number;
  /** Every lower transaction was taken in and is final. */
  #settled: number;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.memory = new MultiVersionMemory(options.base);
    this.#seen = new Uint32Array(options.block.size);
    this.#settled = options.block.first;
    this.#prepared = options.prepareNext === undefined ? options.block.size : 0;
  }

  /**
   * Prepares transactions and executes them speculatively until none is left to claim.
   *
   * In order, each as soon as all below it are prepared: whoever commits comes the same way and needs both. With all
   * preparations first, it would have executed most of the block itself by then.
   */
  async run(): Promise<void> {
    const { block, step } = this.#options;
    for (;;) {
      if (step !== undefined) await step("claim", block.size);
      const transaction = this.claim();
      if (transaction !== undefined) await this.speculate(transaction);
      // In a block that is closed the main thread still needs what is to be prepared.
      else if (!(await this.prepareNext())) return;
    }
  }

  /** Claims the lowest transaction that is prepared. */
  claim(): number | undefined {
    return this.#options.block.claim(this.#options.id, this.#prepared);
  }

  /** Prepares the next transaction. False when there is none left to prepare. */
  async prepareNext(): Promise<boolean> {
    const { block, prepareNext, step } = this.#options;
    if (this.#prepared === block.size) return false;
    if (step !== undefined) await step("recover", this.#prepared);
    this.#prepared = (prepareNext?.() ?? block.size - 1) + 1;
    return true;
  }

  /**
   * Executes a transaction that this peer claimed on the best guess of the state below it, and publishes the result.
   *
   * @returns undefined when it is left to the main thread's turn.
   */
  async speculate(transaction: number): Promise<TimedExecution | undefined> {
    const { block, step } = this.#options;
    if (step !== undefined) await step("take-in", transaction);
    this.#takeIn(transaction);
    if (step !== undefined) await step("execute", transaction);
    const result = await this.#attempt(transaction);
    const pointer = (result && this.#store(result)) ?? NOTHING;
    if (step !== undefined) await step("publish", transaction);
    block.publish(transaction, pointer);
    // Its own writes need no decoding. A published pointer that is not this one is taken in like any other's.
    if (pointer >= FIRST_RESULT) this.#remember(transaction, pointer, result?.execution.writes);
    return result;
  }

  /** The main thread keeps its results: others need them only to execute on. */
  #store({ execution, timing }: TimedExecution): number | undefined {
    const { id, log } = this.#options;
    return id === MAIN ? log.appendWrites(execution.writes, timing) : log.append(execution, timing);
  }

  async #attempt(transaction: number): Promise<TimedExecution | undefined> {
    const { id, execute, prepare } = this.#options;
    try {
      prepare?.(transaction);
      const start = now();
      const execution = await execute(transaction, this.memory.view(transaction));
      return execution && { execution, timing: { worker: id, start, end: now() } };
    } catch {
      // A guess may be a state that could never be, on which anything may go wrong. In order, it will go wrong again
      // if it has to.
      return undefined;
    }
  }

  /** The base of the main thread has taken over `transaction`. */
  rebase(transaction: number, writes: WriteSet | undefined): void {
    this.memory.rebase(transaction, writes);
    this.#settled = transaction + 1;
  }

  #takeIn(transaction: number): void {
    const { block, log } = this.#options;
    // Loaded before the pointers: those below it are final.
    const committed = block.committed;
    for (let lower = this.#settled; lower < transaction; lower++) {
      const pointer = block.pointer(lower);
      if (pointer === UNPUBLISHED || pointer === this.#seen[lower]) continue;
      this.#remember(lower, pointer, pointer === NOTHING ? undefined : log.open(pointer).writes());
    }
    this.#settled = Math.max(this.#settled, Math.min(committed, transaction));
  }

  #remember(transaction: number, pointer: number, writes: WriteSet | undefined): void {
    this.#seen[transaction] = pointer;
    this.memory.set(transaction, writes);
  }
}
