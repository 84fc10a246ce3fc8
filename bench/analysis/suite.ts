import { type BenchRow, rowOf, type Suite } from "../rows.ts";
import { median } from "../statistics.ts";
import { columns } from "../table.ts";
import { type AnalysisMeasurement, measureAnalysis } from "./growth.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 3;

/**
 * The analysis of one block, at growing sizes. A row compares the time for each transaction with that at the smallest
 * size: 1 where time grows in line with the block.
 */
export const analysisSuite: Suite = {
  description: "conflicts, dependencies and metrics of one synthetic block, ten accesses a transaction",
  async *run({ rounds = ROUNDS, only = "", progress }): AsyncGenerator<BenchRow> {
    const workload = "growth";
    if (!workload.includes(only)) return;
    const measured = new Map<number, AnalysisMeasurement[]>(SIZES.map((size) => [size, []]));
    for (let round = 0; round < rounds; round++) {
      for (const size of SIZES) {
        progress.show(`${workload}: ${size} transactions, round ${round + 1}/${rounds}`);
        measured.get(size)?.push(await measureAnalysis(size));
      }
    }
    progress.print(columns("transactions", "conflicts", "table ms", "analysis ms", "tx/s", "peak MB"));
    const sides = [...measured].map(([size, list]) => {
      const middle = (of: (measurement: AnalysisMeasurement) => number) => median(list.map(of));
      const analysis = middle(({ milliseconds: { conflicts, metrics } }) => conflicts + metrics);
      const table = middle(({ milliseconds }) => milliseconds.table);
      const figures = [middle(({ conflicts }) => conflicts), table, analysis, (size / analysis) * 1000];
      const megabytes = middle(({ peakMegabytes }) => peakMegabytes);
      const cells = [...figures, megabytes].map((value) => Math.round(value).toLocaleString("en-US"));
      progress.print(columns(size.toLocaleString("en-US"), ...cells));
      return { name: `${size}-transactions`, milliseconds: analysis / size, megabytes };
    });
    const [smallest, ...larger] = sides;
    if (smallest === undefined) return;
    for (const side of larger) {
      yield rowOf({ suite: "analysis", workload, rounds }, side, smallest, { peakMegabytes: side.megabytes });
    }
  },
};
