import type { TimelineEntry } from "../access/types.ts";
import { CoordinationCosts } from "./coordination-costs.ts";
import { RunningMean } from "./running-mean.ts";
import { MAIN } from "./shared-block.ts";
import { KindTable } from "./transaction-kind.ts";

/** A guess must save the main thread so many times what taking it over costs: the other thread has its costs too. */
export const MARGIN = 2;

/**
 * Learns, on this machine, how long transactions of each kind take, and what it takes the main thread to have one
 * executed by another thread: for a short one, more than executing it.
 */
export class CostModel {
  readonly #byMain = new KindTable();
  /** Of kinds that the main thread has not executed yet: what it would take, by what others took. */
  readonly #byOthers = new KindTable();
  readonly coordination: CoordinationCosts;

  constructor(coordination = new CoordinationCosts()) {
    this.coordination = coordination;
  }

  /** Time of a transaction, in microseconds; undefined when none of its kind was executed yet. */
  estimate(kind: string): number | undefined {
    return this.#byMain.get(kind) ?? this.#byOthers.get(kind);
  }

  /** As far as the main thread has executed such a transaction. */
  mainTime(kind: string): number | undefined {
    return this.#byMain.get(kind);
  }

  /** From this time on, in microseconds, a transaction is worth another thread's while. */
  get leastTime(): number {
    return MARGIN * this.coordination.guess;
  }

  /** What a block must save, in microseconds, to be worth calling threads for that lack so many keys of the state. */
  leastGain(lag: number): number {
    return MARGIN * this.coordination.call(lag);
  }

  /** @param slowness of a worker, see `ThreadPace`. */
  learn(
    kinds: readonly string[],
    timeline: readonly TimelineEntry[],
    slowness: (worker: number) => number = () => 1,
  ): void {
    for (const { transaction, worker, start, end, abort } of timeline) {
      const kind = kinds[transaction];
      if (abort !== undefined || kind === undefined) continue;
      const table = worker === MAIN ? this.#byMain : this.#byOthers;
      const time = (end - start) / (worker === MAIN ? 1 : slowness(worker));
      table.set(kind, RunningMean.next(table.get(kind), time));
    }
  }
}
