import { type BenchRow, rowOf, type Suite, type SuiteOptions } from "../rows.ts";
import { median } from "../statistics.ts";
import { columns } from "../table.ts";
import { abortRows } from "./aborts.ts";
import { type AnalysisInput, type AnalysisMeasurement, measureAnalysis } from "./growth.ts";

interface Workload {
  readonly name: string;
  readonly input: AnalysisInput;
  readonly sizes: readonly number[];
}

const WORKLOADS: readonly Workload[] = [
  { name: "growth", input: "columns", sizes: [10_000, 30_000, 100_000, 300_000, 1_000_000] },
  { name: "growth-from-rows", input: "rows", sizes: [10_000, 100_000] },
];
const ROUNDS = 3;

/**
 * The analysis of one block, at growing sizes: conflicts of all kinds, both dependency graphs (with protocol accesses and
 * without), waves, critical paths, components, speedups on 2 to 16 threads, waits by variable, element and pair of
 * functions. A row compares the time for each transaction with that at the smallest size: 1 where time grows in line
 * with the block.
 */
export const analysisSuite: Suite = {
  description: "all figures of one synthetic block, ten accesses a transaction; modelled and real aborts",
  async *run(options): AsyncGenerator<BenchRow> {
    for (const workload of WORKLOADS) {
      if (workload.name.includes(options.only ?? "")) yield* growth(workload, options);
    }
    if ("aborts".includes(options.only ?? "")) yield* abortRows(options);
  },
};

async function* growth(
  { name: workload, input, sizes }: Workload,
  { rounds = ROUNDS, progress }: SuiteOptions,
): AsyncGenerator<BenchRow> {
  const measured = new Map<number, AnalysisMeasurement[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      progress.show(`${workload}: ${size} transactions, round ${round + 1}/${rounds}`);
      measured.get(size)?.push(await measureAnalysis(size, input));
    }
  }
  progress.print(columns(workload, "in conflict", "waves", "seconds", "cpu seconds", "tx/s", "peak MiB"));
  const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
  const sides = [...measured].map(([size, list]) => {
    const middle = (of: (measurement: AnalysisMeasurement) => number) => median(list.map(of));
    const seconds = middle((one) => one.seconds);
    const cpuSeconds = middle((one) => one.cpuSeconds);
    const peakMiB = middle((one) => one.peakMiB);
    const counts = [whole(middle(({ conflicting }) => conflicting)), whole(middle(({ waves }) => waves))];
    const times = [seconds.toFixed(2), cpuSeconds.toFixed(2), whole(size / seconds)];
    progress.print(columns(whole(size), ...counts, ...times, whole(peakMiB)));
    const milliseconds = (seconds * 1000) / size;
    return {
      name: `${size}-transactions`,
      milliseconds,
      details: { transactions: size, seconds, cpuSeconds, peakMiB },
    };
  });
  const [smallest] = sides;
  if (smallest === undefined) return;
  for (const { details, ...side } of sides)
    yield rowOf({ suite: "analysis", workload, rounds }, side, smallest, details);
}
