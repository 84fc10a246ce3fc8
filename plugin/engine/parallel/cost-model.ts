import type { TimelineEntry } from "../access/types.ts";
import { KindTable } from "./transaction-kind.ts";

/** Weight of the newest time in the running mean. */
const NEWEST = 0.3;

/**
 * Learns how long transactions of each kind take. Publishing, taking in and validating one costs tens of microseconds,
 * so that blocks of very short ones are done sooner by one thread.
 */
export class CostModel {
  readonly #microseconds = new KindTable();

  /** Mean time of these transactions, in microseconds; undefined when too little is known of them. */
  estimate(kinds: readonly string[]): number | undefined {
    let known = 0;
    let sum = 0;
    for (const kind of kinds) {
      const time = this.#microseconds.get(kind);
      if (time === undefined) continue;
      known += 1;
      sum += time;
    }
    return known * 2 > kinds.length ? sum / known : undefined;
  }

  learn(kinds: readonly string[], timeline: readonly TimelineEntry[]): void {
    for (const { transaction, start, end, abort } of timeline) {
      const kind = kinds[transaction];
      if (abort !== undefined || kind === undefined) continue;
      const before = this.#microseconds.get(kind) ?? end - start;
      this.#microseconds.set(kind, before + NEWEST * (end - start - before));
    }
  }
}
