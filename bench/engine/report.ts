import { type BenchRow, rowOf } from "../rows.ts";
import { columns, ratioText } from "../table.ts";
import { goalOf } from "./goals.ts";
import { cpuTimeOf, type Measurement, spreadOf, timeOf } from "./measure.ts";

/** Who is compared with whom. */
export type Pair = readonly [subject: string, against: string];

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

/** The lines of a measurement: a line for each subject, with its comparisons. */
export function linesOf(title: string, measurement: Measurement, rows: readonly BenchRow[]): string[] {
  return [
    `${columns(title, "ms a round", "+-", "cpu ms", "tx/s", "Mgas/s")}    compared with`,
    ...[...measurement.times.keys()].map((name) => {
      const { transactionsPerSecond, megagasPerSecond } = rates(measurement, name);
      const compared = rows.filter(({ subject }) => subject === name);
      const figures = columns(
        name,
        timeOf(measurement, name).toFixed(1),
        `${(spreadOf(measurement, name) * 100).toFixed(0)} %`,
        cpuTimeOf(measurement, name).toFixed(1),
        transactionsPerSecond.toFixed(0),
        megagasPerSecond.toFixed(1),
      );
      return `${figures}    ${compared.map((row) => `${row.against} ${ratioText(row)}`).join(", ")}`.trimEnd();
    }),
  ];
}

function rates(measurement: Measurement, subject: string) {
  const { rounds, transactions, gas } = measurement;
  const perSecond = 1000 / timeOf(measurement, subject) / rounds;
  return { transactionsPerSecond: transactions * perSecond, megagasPerSecond: (Number(gas) / 1e6) * perSecond };
}
