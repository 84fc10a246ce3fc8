import type { TimelineEntry } from "../access/types.ts";
import type { CoordinatorCosts } from "./coordinator.ts";
import { RunningMean } from "./running-mean.ts";
import { MAIN } from "./shared-block.ts";
import { KindTable } from "./transaction-kind.ts";

/** What the main thread does for a guess, before it was measured, in microseconds. */
const USUAL_GUESS = 20;
/** A guess must save the main thread so many times what taking it over costs: the other thread has its costs too. */
export const MARGIN = 2;
/** To call threads, before it was measured, in microseconds. */
const USUAL_CALL = 300;

/**
 * Learns, on this machine, how long transactions of each kind take, and what it takes the main thread to have one
 * executed by another thread: for a short one, more than executing it.
 */
export class CostModel {
  readonly #byMain = new KindTable();
  /** Of kinds that the main thread has not executed yet: a thread that shares memory with a busy one is slower. */
  readonly #byOthers = new KindTable();
  readonly #guess = new RunningMean(USUAL_GUESS);
  readonly #call = new RunningMean(USUAL_CALL);

  /** Time of a transaction, in microseconds; undefined when none of its kind was executed yet. */
  estimate(kind: string): number | undefined {
    return this.#byMain.get(kind) ?? this.#byOthers.get(kind);
  }

  /** From this time on, in microseconds, a transaction is worth another thread's while. */
  get leastTime(): number {
    return MARGIN * this.#guess.value;
  }

  /** What a block must save, in microseconds, to be worth calling threads for. */
  get leastGain(): number {
    return MARGIN * this.#call.value;
  }

  learn(kinds: readonly string[], timeline: readonly TimelineEntry[]): void {
    for (const { transaction, worker, start, end, abort } of timeline) {
      const kind = kinds[transaction];
      if (abort !== undefined || kind === undefined) continue;
      const table = worker === MAIN ? this.#byMain : this.#byOthers;
      table.set(kind, RunningMean.next(table.get(kind), end - start));
    }
  }

  /** @param call what it took to tell the threads of a block, in microseconds. */
  learnCoordination(call: number, { guesses, guessCount }: CoordinatorCosts): void {
    this.#call.add(call);
    if (guessCount > 0) this.#guess.add(guesses / guessCount);
  }
}
