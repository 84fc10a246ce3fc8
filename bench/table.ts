import { styleText } from "node:util";
import type { BenchRow } from "./rows.ts";

/** A line of a table: a name and figures, right-aligned under their headings. */
export function columns(name: string, ...figures: readonly string[]): string {
  return `  ${name.padEnd(22)}${figures.map((figure) => ` ${figure.padStart(13)}`).join("")}`.trimEnd();
}

/** A ratio, and the goal where it is missed. */
export function ratioText({ ratio, goal }: Pick<BenchRow, "ratio" | "goal">): string {
  const text = `${ratio.toFixed(2)}x`;
  return goal === undefined || ratio >= goal ? text : `${text} (< ${goal.toFixed(2)})`;
}

/** All comparisons on one page: a line for each workload, a column for each pair. */
export function summary(rows: readonly BenchRow[]): string[] {
  const pairs = [...new Set(rows.map(pairOf))];
  const workloads = [...new Set(rows.map(({ workload }) => workload))];
  const missed = rows.filter(({ ratio, goal }) => goal !== undefined && ratio < goal);
  return pairs.flatMap((pair) => {
    const [subject, against, measure] = pair.split("\n");
    const lines = workloads.flatMap((workload) => {
      const row = rows.find((row) => row.workload === workload && pairOf(row) === pair);
      if (row === undefined) return [];
      const goal = row.goal === undefined ? "" : `${row.goal.toFixed(2)}x`;
      const line = columns(workload, `${row.ratio.toFixed(2)}x`, goal, missed.includes(row) ? "missed" : "");
      return [missed.includes(row) ? styleText("yellow", line) : line];
    });
    const goal = rows.some((row) => row.goal !== undefined) ? ["goal"] : [];
    return [columns(`${subject} : ${against}`, `${measure} by`, ...goal), ...lines, ""];
  });
}

/** Width of a column, and of the one with the workloads. */
const COLUMN = 11;
const NAMES = 24;

/** How many times faster each subject is than what it is compared with: a line for each workload, a column for each pair. */
export function overviewTable(rows: readonly BenchRow[]): string[] {
  if (rows.length === 0) return [];
  const pairs = [...new Map(rows.map((row) => [pairOf(row), row])).values()];
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(NAMES)}${cells.map((cell) => cell.padStart(COLUMN)).join("")}`;
  return [
    line(
      "How many times faster is",
      pairs.map(({ subject }) => subject),
    ),
    line(
      "than",
      pairs.map(({ against }) => against),
    ),
    ...[...new Set(rows.map(({ workload }) => workload))].map((workload) =>
      line(
        workload,
        pairs.map((pair) => {
          const row = rows.find((row) => row.workload === workload && pairOf(row) === pairOf(pair));
          return row === undefined ? "-" : ratioText(row);
        }),
      ),
    ),
  ];
}

/** Ratios of memory are no ratios of time. */
function pairOf({ suite, subject, against }: BenchRow): string {
  return `${subject}\n${against}\n${suite === "memory" ? "smaller" : "faster"}`;
}
