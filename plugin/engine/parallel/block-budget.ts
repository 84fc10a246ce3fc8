import type { SpeculationBudget } from "./coordinator.ts";
import type { ExecutionTiming } from "./result-log.ts";

/** So many times as long as it would take the main thread itself, it waits for another one's result. */
const PATIENCE = 1.5;
/** Share of a block's time that other threads may cost the main thread, above what they have saved it. */
const LOSS = 0.03;

export interface BlockBudgetOptions {
  /** Microseconds of all executions of the block, as far as they can be told. */
  readonly work: number;
  /** Microseconds that a transaction takes the main thread; undefined when it has executed none of the kind yet. */
  readonly mainTime: (transaction: number) => number | undefined;
  /** What a worker takes for what takes the main thread one, see `ThreadPace`. */
  readonly slowness: (worker: number) => number;
}

/**
 * Keeps account, while a block is executed, of what other threads save the main thread and what they cost it. Once they
 * have cost more than a small share of the block above what they saved, the main thread goes on alone: whatever the
 * reason (conflicts that nobody knew of, threads whose code is not compiled, a busy machine), more is not lost.
 */
export class BlockBudget implements SpeculationBudget {
  readonly #options: BlockBudgetOptions;
  #left: number;

  constructor(options: BlockBudgetOptions) {
    this.#options = options;
    this.#left = LOSS * options.work;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  spend(microseconds: number): void {
    this.#left -= microseconds;
  }

  save(transaction: number, { worker, start, end }: ExecutionTiming): void {
    const { mainTime, slowness } = this.#options;
    this.#left += mainTime(transaction) ?? (end - start) / slowness(worker);
  }

  /** A result that the main thread has executed itself by then may as well be dropped. */
  patience(transaction: number): number {
    const estimate = this.#options.mainTime(transaction) ?? Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(PATIENCE * estimate, this.#left));
  }
}
