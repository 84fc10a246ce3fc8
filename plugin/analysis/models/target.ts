/** The execution models by the names that users know them by. */
export const MODEL_NAMES = ["ideal", "block-stm", "delta", "two-phase", "locks", "bal", "shards(n)"] as const;

export type ModelName = (typeof MODEL_NAMES)[number];

/** What a suite's traffic is held against. */
export interface Target {
  /** Gas that one thread of the chain executes in a second: an assumption, never measured here. */
  readonly gasPerSecond: number;
  /** Transactions a second. */
  readonly tps: number;
  /** Threads that execute them. */
  readonly threads: number;
  /** How it executes blocks. */
  readonly model: ModelName;
}

/**
 * Round figures, the same on every machine: a native EVM that finds all state in memory executes in the order of a
 * billion gas a second on one thread.
 */
export const DEFAULT_TARGET: Target = { gasPerSecond: 1_000_000_000, tps: 100_000, threads: 16, model: "block-stm" };

/** projected TPS(n) = speedup(n) x single-thread gas per second / mean gas of a transaction. 0 without transactions. */
export function projectedTps(speedup: number, gasPerSecond: number, meanGas: number): number {
  return meanGas === 0 ? 0 : (speedup * gasPerSecond) / meanGas;
}
