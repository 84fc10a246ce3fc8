import { availableParallelism } from "node:os";
import type { BenchRow, Suite } from "../rows.ts";
import { type Measurement, measure } from "./measure.ts";
import { engineSubject } from "./subjects/engine.ts";
import { plain } from "./subjects/plain.ts";
import { mainnetDirectory, mainnetWorkloads } from "./workloads/mainnet.ts";
import { syntheticWorkloads } from "./workloads/synthetic.ts";
import type { Workload } from "./workloads/workload.ts";

const WARM_UP_BLOCKS = 2;
const MEASURED_BLOCKS = 6;

/** Our engine on one thread, on two, and on every core, against plain `@ethereumjs/vm`. */
export const engineSuite: Suite = {
  description: "decoding, recovery of senders, execution and sealing of blocks, against @ethereumjs/vm's runBlock",
  async *run({ rounds = MEASURED_BLOCKS, only = "" }): AsyncGenerator<BenchRow> {
    const threads = new Set([1, 2, Math.max(2, availableParallelism())]);
    const subjects = [plain, ...[...threads].map(engineSubject)];
    const recorded = mainnetWorkloads(WARM_UP_BLOCKS, rounds);
    if (recorded.length === 0) console.log(`No recorded blocks of mainnet in ${mainnetDirectory}: left out.\n`);
    const all: Workload[] = [...syntheticWorkloads(WARM_UP_BLOCKS, rounds), ...recorded];
    const workloads = all.filter(({ name }) => name.includes(only));
    if (workloads.length > 0) printHeader();
    for (const workload of workloads) {
      const measurement = await measure(workload, subjects);
      console.log(`${workload.name}: ${workload.description}`);
      printLine(plain.name, timeOf(measurement, plain.name), measurement);
      for (const { name } of subjects.slice(1)) {
        const row = compare(measurement, name, plain.name);
        printLine(name, row.subjectMilliseconds, measurement, row.ratio);
        yield row;
      }
    }
  },
};

function timeOf({ medians }: Measurement, subject: string): number {
  return medians.get(subject) as number;
}

function compare(measurement: Measurement, subject: string, against: string): BenchRow {
  const subjectMilliseconds = timeOf(measurement, subject);
  const againstMilliseconds = timeOf(measurement, against);
  return {
    suite: "engine",
    workload: measurement.workload,
    subject,
    against,
    ratio: againstMilliseconds / subjectMilliseconds,
    subjectMilliseconds,
    againstMilliseconds,
    rounds: measurement.blocks,
    ...rates(measurement, subjectMilliseconds),
  };
}

function rates({ blocks, transactions, gas }: Measurement, milliseconds: number) {
  const perSecond = 1000 / milliseconds / blocks;
  return { transactionsPerSecond: transactions * perSecond, megagasPerSecond: (Number(gas) / 1e6) * perSecond };
}

function printHeader(): void {
  console.log(columns("", "ms/block", "tx/s", "Mgas/s", `against ${plain.name}`));
}

function printLine(name: string, milliseconds: number, measurement: Measurement, ratio?: number): void {
  const { transactionsPerSecond, megagasPerSecond } = rates(measurement, milliseconds);
  console.log(
    columns(
      name,
      milliseconds.toFixed(1),
      transactionsPerSecond.toFixed(0),
      megagasPerSecond.toFixed(1),
      ratio === undefined ? "" : `${ratio.toFixed(2)}x`,
    ),
  );
}

function columns(name: string, ...figures: readonly string[]): string {
  return `  ${name.padEnd(14)}${figures.map((figure) => figure.padStart(14)).join("")}`.trimEnd();
}
