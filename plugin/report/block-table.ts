import type { ChalkInstance } from "chalk";
import { type BlockFindings, REPORTED_THREADS } from "./block-findings.ts";
import type { Findings } from "./findings.ts";
import { countOf, formatCount, formatFactor, formatGas, formatShare } from "./numbers.ts";
import { pairLines, waitsLabel } from "./pair-line.ts";
import { cut, padEnd, padStart, plain, width } from "./text.ts";

const MOST_BLOCKS = 15;
const MOST_PAIRS = 3;
/** Terminals of so many columns also show the less telling figures. */
const WIDE = 130;

interface Column {
  readonly heading: string;
  readonly columns: number;
  readonly wideOnly?: boolean;
  readonly value: (block: BlockFindings, chalk: ChalkInstance) => string;
}

const COLUMNS: readonly Column[] = [
  { heading: "txs", columns: 6, value: (block) => formatCount(block.transactions) },
  {
    heading: "in conflict",
    columns: 13,
    value: (block, chalk) => (isSevere(block) ? chalk.red : chalk.yellow)(formatCount(block.conflicting)),
  },
  { heading: "rate", columns: 6, wideOnly: true, value: (block) => formatShare(block.conflictRate.count) },
  { heading: "waiting", columns: 9, wideOnly: true, value: (block) => formatCount(block.waiting) },
  { heading: "waves", columns: 7, value: (block) => formatCount(block.waves) },
  {
    heading: "critical path",
    columns: 22,
    wideOnly: true,
    value: ({ criticalPath }) => `${formatGas(criticalPath.gas)} gas, ${formatShare(criticalPath.share)}`,
  },
  ...REPORTED_THREADS.map((threads, index) => ({
    heading: String(threads),
    columns: index === 0 ? 7 : 6,
    value: (block: BlockFindings) => formatFactor(block.speedup.get(threads) ?? 1),
  })),
  {
    heading: "ceiling",
    columns: 9,
    value: (block, chalk) => (isSevere(block) ? chalk.red : chalk.yellow)(formatFactor(block.ceiling)),
  },
];

function isSevere(block: BlockFindings): boolean {
  return block.conflictRate.count >= 0.5;
}

/** The blocks of two or more transactions that have conflicts, with the pairs of functions that wait for each other. */
export function blockTable(
  kind: string,
  counts: { readonly withConflicts: number; readonly compared: number },
  all: readonly BlockFindings[],
  findings: Findings,
  columns: number,
  chalk: ChalkInstance,
): string[] {
  const conflicting = all.filter((block) => block.conflicting > 0);
  if (conflicting.length === 0) return [];
  const shown = conflicting.slice(0, MOST_BLOCKS);
  const figures = COLUMNS.filter((column) => column.wideOnly !== true || columns >= WIDE);
  const taken = figures.reduce((sum, column) => sum + column.columns, 0);
  const heading = `${kind} with conflicts: ${formatCount(counts.withConflicts)} of ${formatCount(counts.compared)}`;
  const longest = Math.max(width(heading), ...shown.map((block) => width(subjectText(block, findings))));
  const name = Math.min(longest, columns - taken);

  const speedups = figures.findIndex((column) => column.heading === String(REPORTED_THREADS[0]));
  const ahead = name + figures.slice(0, speedups).reduce((sum, column) => sum + column.columns, 0);
  const lines = [
    padEnd(chalk.bold(heading) + chalk.dim(", worst first"), ahead) + chalk.dim(padStart("speedup on n threads", 25)),
    chalk.dim(" ".repeat(name) + figures.map((column) => padStart(column.heading, column.columns)).join("")),
  ];
  for (const block of shown) {
    const numbers = figures.map((column) => padStart(column.value(block, chalk), column.columns)).join("");
    const text = subjectText(block, findings);
    if (width(text) <= name) {
      lines.push(padEnd(cut(text, name), name) + numbers);
    } else {
      lines.push(cut(text, columns), " ".repeat(name) + numbers);
    }
    lines.push(...conflictLines(block, findings, columns).map((line) => chalk.dim(line)));
  }
  const more = conflicting.length - shown.length;
  if (more > 0) lines.push(chalk.dim(`and ${formatCount(more)} more; --parallel-stats-json FILE keeps them all`));
  return lines;
}

function subjectText({ subject }: BlockFindings, findings: Findings): string {
  const title = plain(subject.title) + (subject.part !== undefined ? ` (part ${subject.part})` : "");
  if (subject.kind === "test" || subject.test === undefined) return title;
  const test = findings.tests.find((other) => other.subject.test === subject.test);
  return test === undefined ? title : `${title} of ${plain(test.subject.title)}`;
}

function conflictLines({ pairs }: BlockFindings, findings: Findings, columns: number): string[] {
  const lines = pairs.slice(0, MOST_PAIRS).flatMap((pair) => {
    const finding = findings.variables.find(({ variable }) => variable.index === pair.variable);
    const element = finding?.elements.find(({ name }) => name === pair.element);
    const variable = plain(element?.name ?? finding?.variable.name ?? "?");
    return pairLines(`  ${waitsLabel(pair)}`, pair, variable, columns);
  });
  const more = pairs.length - MOST_PAIRS;
  if (more > 0) lines.push(`  and ${countOf(more, "more pair")} of functions`);
  return lines;
}
