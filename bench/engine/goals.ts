import type { BenchRow } from "../rows.ts";

type Comparison = Pick<BenchRow, "workload" | "subject" | "against">;

/** What the ratios are meant to reach. A run that misses one is no failure: machines differ, and so do moments. */
const GOALS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "engine-1 against plain": { native: 12, erc20: 12, "swap-one-pool": 9, mixed: 9, compute: 7 },
  "engine-1 against edr": { native: 1.7, erc20: 1.7, mixed: 1.7, "single-sender": 1.7, "swap-one-pool": 1 },
  "engine-2 against edr": { compute: 1, mainnet: 1 },
  "engine-2 against engine-1": { compute: 1.8, erc20: 1.4, mixed: 1.4 },
  // At most 3 % for recording what transactions read and write.
  "engine-1 against unrecorded": { native: 1 / 1.03, erc20: 1 / 1.03, mixed: 1 / 1.03 },
  // At most a tenth slower.
  "engine against edr": { "cold-start": 1 / 1.1 },
};

/** No block may lose much by being offered to several threads. */
const NEVER_BELOW = 0.95;

/** The ratio that a comparison is meant to reach; undefined where none is set. */
export function goalOf({ workload, subject, against }: Comparison): number | undefined {
  const goal = GOALS[`${subject} against ${against}`]?.[workload];
  if (goal !== undefined) return goal;
  if (subject === "engine-1" && against === "edr" && workload.startsWith("automine-")) return 1;
  return subject.startsWith("engine-") && against === "engine-1" ? NEVER_BELOW : undefined;
}
