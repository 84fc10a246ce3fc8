import type { Progress } from "../../plugin/report/progress.ts";
import type { BenchRow } from "../rows.ts";
import { measure } from "./measure.ts";
import type { Pair } from "./pairs.ts";
import { linesOf, rowsOf } from "./report.ts";
import type { Subject } from "./subjects/subject.ts";
import type { BenchChain } from "./workloads/workload.ts";

export interface Comparison {
  /** Of the table. */
  readonly title: string;
  readonly workload: string;
  readonly chain: BenchChain;
  readonly subjects: readonly Subject[];
  readonly pairs: readonly Pair[];
  readonly progress: Progress;
  /** Prints times alone: the comparisons, without the goals of who works on the engine, are shown elsewhere. */
  readonly timesAlone?: boolean;
}

/**
 * Measures subjects on a workload, prints the table of them, and yields and returns a row for each pair.
 *
 * @throws Error when two subjects disagree about a block.
 */
export async function* compare(comparison: Comparison): AsyncGenerator<BenchRow, BenchRow[]> {
  const { title, workload, chain, subjects, pairs, progress, timesAlone = false } = comparison;
  const measurement = await measure(workload, chain, subjects, progress);
  const rows = rowsOf(measurement, pairs).map(({ goal, ...row }) => (timesAlone ? row : { ...row, goal }));
  for (const line of linesOf(title, measurement, timesAlone ? [] : rows)) progress.print(line);
  yield* rows;
  return rows;
}
