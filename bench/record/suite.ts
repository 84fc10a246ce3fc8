import { availableParallelism } from "node:os";
import { type BenchRow, rowOf, type Suite, type SuiteOptions } from "../rows.ts";
import { median } from "../statistics.ts";
import { columns } from "../table.ts";
import { type MergeMeasurement, measureMerge, withShards } from "./merge.ts";

const WORKLOAD = "merge-shards";
const SIZES = [10, 100];
const ROUNDS = 3;

/**
 * Reading and merging the records of a CI run's shards, ten thousand transactions each. A row compares the time for each
 * shard with that of ten shards: 1 where time grows in line with their number.
 */
export const recordSuite: Suite = {
  description: "records of ten thousand transactions each, read from files, checked and merged into one",
  async *run({ rounds = ROUNDS, only = "", progress }: SuiteOptions): AsyncGenerator<BenchRow> {
    if (!WORKLOAD.includes(only)) return;
    const most = Math.max(...SIZES);
    progress.show(`${WORKLOAD}: writing ${most} records`);
    const measured = await withShards(most, async (directory) => {
      const all = new Map<number, MergeMeasurement[]>(SIZES.map((size) => [size, []]));
      for (let round = 0; round < rounds; round++) {
        for (const size of SIZES) {
          progress.show(`${WORKLOAD}: ${size} records, round ${round + 1}/${rounds}`);
          all.get(size)?.push(await measureMerge(directory, size));
        }
      }
      return all;
    });
    progress.print(columns(WORKLOAD, "transactions", "seconds", "cpu seconds", "peak MiB"));
    const sides = [...measured].map(([size, list]) => {
      const middle = (of: (measurement: MergeMeasurement) => number) => median(list.map(of));
      const [transactions, seconds] = [middle((one) => one.transactions), middle((one) => one.seconds)];
      const [cpuSeconds, peakMiB] = [middle((one) => one.cpuSeconds), middle((one) => one.peakMiB)];
      const times = [seconds.toFixed(1), cpuSeconds.toFixed(1), peakMiB.toFixed(0)];
      progress.print(columns(`${size} records`, transactions.toLocaleString("en-US"), ...times));
      const details = { transactions, seconds, cpuSeconds, peakMiB, cores: availableParallelism() };
      return { name: `${size}-records`, milliseconds: (seconds * 1000) / size, details };
    });
    const [smallest] = sides;
    if (smallest === undefined) return;
    for (const { details, ...side } of sides) {
      yield rowOf({ suite: "record", workload: WORKLOAD, rounds }, side, smallest, details);
    }
  },
};
