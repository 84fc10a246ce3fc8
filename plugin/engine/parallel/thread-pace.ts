import type { TimelineEntry } from "../access/types.ts";
import { RunningMean } from "./running-mean.ts";
import { MAIN } from "./shared-block.ts";

/** Practice that does not make a thread so much faster is repeated more and more seldom. */
const IMPROVED = 0.9;
/** Blocks. */
const LONGEST_PAUSE = 256;

/**
 * How fast another thread executes, compared with the main thread.
 *
 * A thread that has just been started takes several times as long for the same, until its code is compiled, and one on a
 * busy machine has to wait for a processor. Until it is known to be fast enough, it practises on blocks that the main
 * thread executes alone: nobody waits for it then.
 */
export class ThreadPace {
  #slowness: number | undefined;
  #pause = 0;
  #pauseLeft = 0;

  /** So many times as long as the main thread it takes; undefined as long as it has done nothing yet. */
  get slowness(): number | undefined {
    return this.#slowness;
  }

  /** What it does in the time in which the main thread does one: 0 as long as it has done nothing yet. */
  get rate(): number {
    return this.#slowness === undefined ? 0 : 1 / this.#slowness;
  }

  /**
   * It has executed some transactions.
   *
   * @param own microseconds that it took.
   * @param mains microseconds that the main thread takes for the same.
   */
  learn(own: number, mains: number): void {
    if (own > 0 && mains > 0) this.#slowness = RunningMean.next(this.#slowness, own / mains);
  }

  /** Asked once for each block on which it could practise. */
  admitsPractice(): boolean {
    if (this.#pauseLeft === 0) return true;
    this.#pauseLeft -= 1;
    return false;
  }

  /** It has practised; see `learn`. With nothing executed, the block was over too soon. */
  learnPractice(own: number, mains: number): void {
    const before = this.#slowness;
    this.learn(own, mains);
    if (own > 0) {
      const improved = before === undefined || (this.#slowness ?? before) < IMPROVED * before;
      this.#pause = improved ? 0 : Math.min(Math.max(1, 2 * this.#pause), LONGEST_PAUSE);
    }
    this.#pauseLeft = this.#pause;
  }
}

/**
 * Learns the paces of threads from a block.
 *
 * @param threads the one at n is worker n + 1.
 * @param mainTime microseconds that a transaction takes the main thread; undefined when that is not known.
 */
export function learnPaces(
  threads: readonly { readonly pace: ThreadPace }[],
  entries: readonly Pick<TimelineEntry, "worker" | "transaction" | "start" | "end" | "abort">[],
  mainTime: (transaction: number) => number | undefined,
): void {
  const own = threads.map(() => 0);
  const mains = threads.map(() => 0);
  for (const { worker, transaction, start, end, abort } of entries) {
    const time = worker === MAIN || abort !== undefined ? undefined : mainTime(transaction);
    if (time === undefined) continue;
    own[worker - 1] = (own[worker - 1] ?? 0) + end - start;
    mains[worker - 1] = (mains[worker - 1] ?? 0) + time;
  }
  for (const [index, { pace }] of threads.entries()) pace.learn(own[index] ?? 0, mains[index] ?? 0);
}
