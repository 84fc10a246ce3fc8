import type { ExecutionRecord } from "../access/types.ts";
import type { CoordinatorCosts } from "./coordinator.ts";
import { CostModel } from "./cost-model.ts";
import { GainWatch } from "./gain-watch.ts";
import { type BlockAdviser, ConflictPredictor } from "./predictor.ts";

/** So many times as long as it would take the main thread itself, it waits for another one's result. */
const PATIENCE = 1.5;

/** What of a block is worth executing on several threads. */
export interface BlockPlan {
  readonly adviser: BlockAdviser;
  /** Transactions that the main thread had better execute itself, each in its turn. */
  readonly inOrder: readonly number[];
  /**
   * Microseconds that the main thread waits for a result when there is nothing else to do: one that it has executed
   * itself by then may as well be dropped. Absent: as long as it takes.
   */
  readonly patience: ((transaction: number) => number) | undefined;
  /** Why the block had better be executed by one thread; undefined when by several. */
  readonly against: ExecutionRecord["reason"];
  /**
   * Microseconds of all its executions, as far as is known, for a block that is worth executing on several threads, be it
   * that one thread does so for comparison.
   */
  readonly work: number | undefined;
}

/**
 * Plans blocks by what was measured of the ones before: how long each kind of transaction takes, what it takes to have
 * it executed elsewhere, which kinds conflict, and whether several threads gain anything at all.
 */
export class BlockPlanner {
  readonly #predictor = new ConflictPredictor();
  readonly #costs = new CostModel();
  readonly #watch = new GainWatch();
  readonly #fixedLeastTime: number | undefined;

  /** @param leastTime microseconds from which on a transaction is executed on any thread, whatever was measured. */
  constructor(leastTime: number | undefined) {
    this.#fixedLeastTime = leastTime;
  }

  /**
   * @param kinds of the transactions, see `kindOf`.
   * @param threads that can take part, the main thread included.
   * @param least number of transactions below which threads are not worth calling.
   */
  plan(kinds: readonly string[], threads: number, least: number): BlockPlan {
    const adviser = this.#predictor.forBlock(kinds);
    const times = this.#times(kinds);
    const { inOrder, elsewhere } = this.#divide(times, new Set(adviser.inOrder));
    const isWorthIt = this.#isWorthIt(kinds.length - inOrder.length, least, elsewhere, threads);
    const against =
      isWorthIt && (this.#fixedLeastTime !== undefined || this.#watch.admits()) ? undefined : "unprofitable";
    const work = isWorthIt ? times.reduce((sum, time) => sum + time, 0) : undefined;
    return { adviser, inOrder, patience: this.#patience(kinds), against, work };
  }

  /**
   * What threads would save of a block that has none, in microseconds, as far as conflicts allow: 0 when they would not
   * be called, undefined when most of its transactions are of kinds that were not executed yet.
   *
   * @param threads that could take part, the main thread included.
   * @param least see `plan`.
   */
  gain(kinds: readonly string[], threads: number, least: number): number | undefined {
    const { inOrder, elsewhere } = this.#divide(this.#times(kinds), new Set());
    if (!this.#isWorthIt(kinds.length - inOrder.length, least, elsewhere, threads)) return 0;
    return Number.isFinite(elsewhere) ? savingOf(elsewhere, threads) : undefined;
  }

  /**
   * A block was executed by one thread.
   *
   * @param whole microseconds of the block.
   */
  learnSequential(
    kinds: readonly string[],
    { timeline }: Pick<ExecutionRecord, "timeline">,
    work: BlockPlan["work"],
    whole: number,
  ): void {
    this.#costs.learn(kinds, timeline);
    if (isKnown(work)) this.#watch.learnSequential(work, whole);
  }

  /**
   * A block was executed by several.
   *
   * @param call microseconds that it took to call them.
   * @param whole microseconds of the block.
   */
  learnParallel(
    kinds: readonly string[],
    { timeline }: Pick<ExecutionRecord, "timeline">,
    work: BlockPlan["work"],
    whole: number,
    call: number,
    costs: CoordinatorCosts,
  ): void {
    this.#costs.learn(kinds, timeline);
    this.#costs.learnCoordination(call, costs);
    if (isKnown(work)) this.#watch.learnParallel(work, whole);
  }

  /** Which transactions the main thread had better execute itself, and the time of the others. */
  #divide(times: readonly number[], conflicting: ReadonlySet<number>): { inOrder: number[]; elsewhere: number } {
    const leastTime = this.#fixedLeastTime ?? this.#costs.leastTime;
    const inOrder: number[] = [];
    let elsewhere = 0;
    for (const [index, time] of times.entries()) {
      if (conflicting.has(index) || time < leastTime) inOrder.push(index);
      else elsewhere += time;
    }
    return { inOrder, elsewhere };
  }

  /**
   * A thread that has just been started takes several times as long for the same, until its code is compiled, and one
   * may have to wait for a processor.
   */
  #patience(kinds: readonly string[]): BlockPlan["patience"] {
    if (this.#fixedLeastTime !== undefined) return undefined;
    return (transaction) => PATIENCE * (this.#costs.estimate(kinds[transaction] as string) ?? Number.POSITIVE_INFINITY);
  }

  #isWorthIt(ahead: number, least: number, elsewhere: number, threads: number): boolean {
    if (ahead < least) return false;
    return this.#fixedLeastTime !== undefined || savingOf(elsewhere, threads) >= this.#costs.leastGain;
  }

  /** Microseconds of each transaction: what is not known is as long as the others, or worth finding out. */
  #times(kinds: readonly string[]): number[] {
    let known = 0;
    let sum = 0;
    const times = kinds.map((kind) => {
      const time = this.#costs.estimate(kind);
      if (time === undefined) return undefined;
      known += 1;
      sum += time;
      return time;
    });
    const usual = known * 2 > kinds.length ? sum / known : Number.POSITIVE_INFINITY;
    return times.map((time) => time ?? usual);
  }
}

/** What so many threads save of a time that they share evenly. */
function savingOf(time: number, threads: number): number {
  return time * (1 - 1 / threads);
}

function isKnown(work: BlockPlan["work"]): work is number {
  return work !== undefined && Number.isFinite(work) && work > 0;
}
