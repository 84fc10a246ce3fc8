import type { SimulatedTransaction } from "./protocol.ts";

export type Limit = "threads" | "largest transaction" | "conflict chain" | "serial part";

/** Time of the heaviest chain of transactions of which each depends on the one before. */
export function criticalPath(transactions: readonly SimulatedTransaction[]): number {
  const ends: number[] = [];
  for (const { execution, dependencies } of transactions) {
    ends.push(execution + Math.max(0, ...dependencies.map((lower) => ends[lower] as number)));
  }
  return Math.max(0, ...ends);
}

/**
 * The largest of the bounds that no schedule can beat: what would have to change first for the block to be faster.
 *
 * @param serial what the main thread does alone for the block, executions left out.
 */
export function limitOf(transactions: readonly SimulatedTransaction[], serial: number, threads: number): Limit {
  const times = transactions.map(({ execution }) => execution);
  const work = times.reduce((sum, time) => sum + time, serial);
  const largest = Math.max(0, ...times);
  const chain = criticalPath(transactions);
  const bounds: readonly (readonly [Limit, number])[] = [
    ["threads", work / threads],
    ["serial part", serial],
    ["largest transaction", largest],
    // A chain of one is no chain.
    ["conflict chain", chain > largest ? chain : 0],
  ];
  return bounds.reduce((highest, bound) => (bound[1] > highest[1] ? bound : highest))[0];
}
