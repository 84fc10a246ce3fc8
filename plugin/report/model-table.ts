import type { ChalkInstance } from "chalk";
import { MODELS } from "../analysis/models/models.ts";
import type { Findings } from "./findings.ts";
import { formatCount, formatFactor } from "./numbers.ts";
import { cut, padEnd, padStart, plain } from "./text.ts";

const HEADING = "Speedups by execution model";
const THREADS = [2, 4, 8, 16, 32, 64];
const NAME = 14;
const FACTOR = 7;
/** Of the last column, where there is room, and at least. */
const [ABORTS, LEAST_ABORTS] = [17, 13];
const ABORTS_ON = 16;
/** Of the heading: it need not be much wider than the table below it. */
const MOST_COLUMNS = 110;

/** What each execution model makes of the worst block. Empty where nothing conflicts: then they all say the same. */
export function modelTable({ target, variables }: Findings, columns: number, chalk: ChalkInstance): string[] {
  if (target === undefined || variables.length === 0) return [];
  const { models, subject } = target.block;
  const title = subject.kind === "block" ? subject.title : `"${plain(subject.title)}"`;
  const room = columns - NAME - FACTOR * THREADS.length;
  const abortColumns = Math.max(LEAST_ABORTS, Math.min(ABORTS, room));
  const head = THREADS.map((threads) => padStart(String(threads), FACTOR)).join("");
  const lines = [
    chalk.bold(HEADING) + chalk.dim(` of ${cut(title, Math.min(columns, MOST_COLUMNS) - HEADING.length - 4)}`),
    chalk.dim(padEnd("  on n threads", NAME) + head + padStart(`aborts on ${ABORTS_ON}`, abortColumns)),
  ];
  for (const model of MODELS) {
    const factors = THREADS.map((threads) => padStart(formatFactor(models.at(model, threads).speedup), FACTOR));
    const { aborts } = models.at(model, ABORTS_ON);
    const last = aborts === undefined ? "" : padStart(formatCount(aborts), abortColumns);
    lines.push(`${padEnd(`  ${model.name}`, NAME)}${factors.join("")}${last}`);
  }
  return lines;
}
