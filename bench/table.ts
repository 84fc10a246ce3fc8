import { styleText } from "node:util";
import type { BenchRow } from "./rows.ts";

/** A line of a table: a name and figures, right-aligned under their headings. */
export function columns(name: string, ...figures: readonly string[]): string {
  return `  ${name.padEnd(22)}${figures.map((figure) => figure.padStart(14)).join("")}`.trimEnd();
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
    return [columns(`${subject} : ${against}`, `${measure} by`, "goal"), ...lines, ""];
  });
}

/** Ratios of memory are no ratios of time. */
function pairOf({ suite, subject, against }: BenchRow): string {
  return `${subject}\n${against}\n${suite === "memory" ? "smaller" : "faster"}`;
}
