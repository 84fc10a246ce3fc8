import { type BenchRow, rowOf } from "../rows.ts";
import { ratioText } from "../table.ts";
import { goalOf } from "./goals.ts";
import { cpuTimeOf, type Measurement, spreadOf, timeOf } from "./measure.ts";
import type { Pair } from "./pairs.ts";

/** The rows of a measurement, with how much traffic the subject gets through. */
export function rowsOf(measurement: Measurement, pairs: readonly Pair[]): BenchRow[] {
  const { workload, rounds } = measurement;
  const side = (name: string) => ({ name, milliseconds: timeOf(measurement, name) });
  return pairs.map(([subject, against]) => ({
    ...rowOf({ suite: "engine", workload, rounds }, side(subject), side(against), {
      goal: goalOf({ workload, subject, against }),
      cpuRatio: cpuTimeOf(measurement, against) / cpuTimeOf(measurement, subject),
      subjectSpread: spreadOf(measurement, subject),
      againstSpread: spreadOf(measurement, against),
      ...rates(measurement, subject),
    }),
  }));
}

/** Of the figures of a line. */
const WIDTHS = [12, 7, 10, 10, 10];

/** The lines of a measurement: a line for each subject, with those of its comparisons that are given. */
export function linesOf(title: string, measurement: Measurement, rows: readonly BenchRow[]): string[] {
  const compared = (text: string) => (rows.length === 0 ? "" : `    ${text}`);
  return [
    `${line(title, "ms a round", "+-", "cpu ms", "tx/s", "Mgas/s")}${compared("compared with")}`,
    ...[...measurement.times.keys()].map((name) => {
      const { transactionsPerSecond, megagasPerSecond } = rates(measurement, name);
      const figures = line(
        name,
        timeOf(measurement, name).toFixed(1),
        `${(spreadOf(measurement, name) * 100).toFixed(0)} %`,
        cpuTimeOf(measurement, name).toFixed(1),
        transactionsPerSecond.toFixed(0),
        megagasPerSecond.toFixed(1),
      );
      const own = rows.filter(({ subject }) => subject === name);
      return `${figures}${compared(own.map((row) => `${row.against} ${ratioText(row)}`).join(", "))}`.trimEnd();
    }),
  ];
}

function line(name: string, ...figures: readonly string[]): string {
  return `  ${name.padEnd(16)}${figures.map((figure, index) => figure.padStart(WIDTHS[index] ?? 0)).join("")}`;
}

function rates(measurement: Measurement, subject: string) {
  const { rounds, transactions, gas } = measurement;
  const perSecond = 1000 / timeOf(measurement, subject) / rounds;
  return { transactionsPerSecond: transactions * perSecond, megagasPerSecond: (Number(gas) / 1e6) * perSecond };
}
