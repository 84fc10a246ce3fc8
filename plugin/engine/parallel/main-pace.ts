import type { TimelineEntry } from "../access/types.ts";
import { MAIN } from "./shared-block.ts";
import { KindTable } from "./transaction-kind.ts";

/** A block that takes less than this share of what the same took at best before shows that it still gets faster. */
const IMPROVED = 0.95;
/** Blocks in a row that do not. */
const STEADY_BLOCKS = 3;

/**
 * Whether the main thread has stopped getting faster. Until then its code is being compiled, on the processor that other
 * threads would begin on: where there are two, the first blocks of a process took up to twice as long when another thread
 * practised meanwhile.
 */
export class MainPace {
  /** Mean microseconds of each kind, in the block in which it was least. */
  readonly #best = new KindTable();
  #steadyBlocks = 0;

  /** It is about as fast as it will be, as some blocks have shown. */
  get isSteady(): boolean {
    return this.#steadyBlocks >= STEADY_BLOCKS;
  }

  /**
   * A block was executed by the main thread. One that has nothing in common with those before says nothing.
   *
   * @param kinds of all transactions, see `kindOf`.
   */
  learn(kinds: readonly string[], timeline: readonly TimelineEntry[]): void {
    if (this.isSteady) return;
    const sums = new Map<string, { time: number; count: number }>();
    for (const { transaction, worker, start, end } of timeline) {
      const kind = kinds[transaction];
      if (worker !== MAIN || kind === undefined) continue;
      const sum = sums.get(kind) ?? { time: 0, count: 0 };
      sums.set(kind, { time: sum.time + end - start, count: sum.count + 1 });
    }
    let before = 0;
    let now = 0;
    for (const [kind, { time, count }] of sums) {
      const best = this.#best.get(kind);
      this.#best.set(kind, Math.min(best ?? Number.POSITIVE_INFINITY, time / count));
      if (best === undefined) continue;
      before += best * count;
      now += time;
    }
    if (before > 0) this.#steadyBlocks = now < IMPROVED * before ? 0 : this.#steadyBlocks + 1;
  }
}
