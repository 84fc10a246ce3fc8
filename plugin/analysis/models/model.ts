import { THREAD_COUNTS } from "../schedule.ts";
import type { ModelBlock } from "./block.ts";
import type { Timetable } from "./timetable.ts";

/**
 * A way of executing a block on several threads, as arithmetic: gas is the clock, so that the same block always gives
 * the same result.
 *
 * Every model executes all transactions of the block, ends with the state of executing them one by one, and executes
 * them one by one where there is a single thread: `speedup(1) = 1`.
 */
export interface ExecutionModel {
  /** As in reports: `block-stm`. */
  readonly name: string;
  /** What it stands for, in one sentence. */
  readonly describe: string;
  /** @param threads 1 or more. */
  run(block: ModelBlock, threads: number): ModelResult;
  /**
   * When each transaction runs, on which thread. Of `run`, the last execution ends with the makespan (`block-stm` and
   * `delta` may validate on).
   */
  timetable(block: ModelBlock, threads: number): Timetable;
}

/** A block under a model on a number of threads. */
export interface ModelResult {
  readonly threads: number;
  /** Gas from the start of the first transaction to the end of the last one. */
  readonly makespan: number;
  /** Gas of the block / makespan. 1 for an empty block. */
  readonly speedup: number;
  /** Executions whose result was thrown away, so that the transaction was executed again (`block-stm`, `delta`, `two-phase`). */
  readonly aborts?: number;
  /** Times a transaction met a value about to be replaced, and waited for it (`block-stm`, `delta`). */
  readonly waits?: number;
  /** Checks of what a transaction had read (`block-stm`, `delta`). */
  readonly validations?: number;
  /** Transactions that touch accounts of several shards (`shards`). */
  readonly crossShard?: number;
  /** The same where the sender's own account counts as touched (`shards`). */
  readonly crossShardWithSender?: number;
}

/** The result of a block that takes `makespan` gas. */
export function resultOf(
  block: ModelBlock,
  threads: number,
  makespan: number,
  counts: Omit<ModelResult, "threads" | "makespan" | "speedup"> = {},
): ModelResult {
  return { threads, makespan, speedup: makespan === 0 ? 1 : block.gas / makespan, ...counts };
}

/** The results of a model for several numbers of threads. */
export function curveOf(
  model: ExecutionModel,
  block: ModelBlock,
  threads: readonly number[] = THREAD_COUNTS,
): Map<number, ModelResult> {
  return new Map(threads.map((count) => [count, model.run(block, count)]));
}
