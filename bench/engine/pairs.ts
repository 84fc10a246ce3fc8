import { availableParallelism } from "node:os";

/** Who is compared with whom. */
export type Pair = readonly [subject: string, against: string];

/** Numbers of threads that the engine is measured with. */
export const THREADS: readonly number[] = [...new Set([1, 2, Math.max(2, availableParallelism())])];

/** The pairs of an engine that is compared with `against` on any number of threads. */
export function pairsAgainst(against: string): Pair[] {
  return THREADS.map((threads) => [`engine-${threads}`, against] as const);
}

/** Several threads against one. */
export const THREAD_PAIRS: readonly Pair[] = pairsAgainst("engine-1").slice(1);
