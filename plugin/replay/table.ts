import { basename } from "node:path";
import type { ChalkInstance } from "chalk";
import { countOf, formatFactor, formatShare } from "../report/numbers.ts";
import { cut, padEnd, padStart, plain, wrap } from "../report/text.ts";
import { modelLines } from "./model-lines.ts";
import type { BlockSummary, FailureSummary, MetricsSummary, ReplaySummary } from "./summary.ts";

const THREADS = [2, 4, 8, 16];
const COLUMNS = 80;
const NAME_COLUMNS = 16;
const LONGEST_VALUE = 66;

const LEGEND =
  "confl: transactions in a conflict. ceiling: speedup on endless threads. These and the speedups follow from what the " +
  "transactions read and wrote, with gas as the clock. redo: executions repeated in this run.";

/** Why blocks ran on one thread. */
const REASONS: Readonly<Record<NonNullable<BlockSummary["execution"]["reason"]>, string>> = {
  disabled: "on a single thread as told",
  small: "too small",
  hardfork: "from before Byzantium",
  unavailable: "without worker threads, which could not be started",
  unprofitable: "not expected to gain",
};

type Row = Readonly<Record<"block" | "hardfork" | "transactions" | "check" | "mode" | "again", string>> & {
  readonly figures?: Pick<MetricsSummary, "conflictRate" | "ceiling" | "speedup">;
};

/** The head of the table, 80 columns wide. */
export function tableHead(chalk: ChalkInstance): string[] {
  const names = {
    block: "block",
    hardfork: "hardfork",
    transactions: "txs",
    check: "check",
    mode: "mode",
    again: "redo",
  };
  const figures = ["confl", "ceiling", ...THREADS.map(String)];
  return [chalk.dim(padStart("speedup on n threads", 75)), chalk.dim(line(names, figures))];
}

/** The row of an executed block. */
export function blockRow(block: BlockSummary, chalk: ChalkInstance): string {
  const row: Row = {
    block: String(block.number),
    hardfork: block.hardfork,
    transactions: String(block.txs),
    check: block.check.ok ? "ok" : "WRONG",
    mode: modeOf(block),
    again: String(block.execution.reexecutions),
    figures: block.metrics,
  };
  const text = rowText(row);
  return block.check.ok ? text : chalk.red(text);
}

/** The row of a block that could not be executed. */
export function failureRow(failure: FailureSummary, chalk: ChalkInstance): string {
  const block = failure.number === undefined ? "?" : String(failure.number);
  const name = failure.hardfork ?? cut(plain(basename(failure.file)), NAME_COLUMNS);
  const row = { block, hardfork: name, transactions: "", check: "ERROR", mode: "", again: "" };
  return chalk.red(rowText(row));
}

/** What follows the table: totals, what the columns mean, what went wrong. Where no block was executed, only the last. */
export function tableFoot(summary: ReplaySummary, chalk: ChalkInstance): string[] {
  const legend = wrap(LEGEND, COLUMNS).map((text) => chalk.dim(text));
  return [
    ...totalRow(summary, chalk),
    ...(summary.blocks.length === 0 ? [] : ["", ...modelLines(summary.blocks, chalk), "", ...legend]),
    ...problems(summary).flatMap((problem) => ["", ...problem.map((text) => chalk.red(text))]),
    "",
    ...verdict(summary, chalk),
  ];
}

function totalRow({ blocks }: ReplaySummary, chalk: ChalkInstance): string[] {
  if (blocks.length < 2) return [];
  const sum = (part: (block: BlockSummary) => number): number =>
    blocks.reduce((total, block) => total + part(block), 0);
  const gas = sum((block) => block.totalGas);
  const transactions = sum((block) => block.txs);
  // One block after the other: the gas of all blocks over the time of all blocks.
  const factor = (one: (metrics: MetricsSummary) => number): number =>
    gas === 0 ? 1 : gas / sum((block) => block.totalGas / one(block.metrics));
  const conflicting = sum((block) => block.metrics.conflictRate.count * block.txs);
  const row: Row = {
    block: "total",
    hardfork: countOf(blocks.length, "block"),
    transactions: String(transactions),
    check: "",
    mode: "",
    again: String(sum((block) => block.execution.reexecutions)),
    figures: {
      conflictRate: { count: transactions === 0 ? 0 : conflicting / transactions, gas: 0 },
      ceiling: { count: 0, gas: factor((metrics) => metrics.ceiling.gas) },
      speedup: Object.fromEntries(THREADS.map((n) => [n, factor((metrics) => metrics.speedup[n] ?? 1)])),
    },
  };
  return [chalk.bold(rowText(row))];
}

/** What went wrong, each as its lines. */
function problems({ blocks, failed }: ReplaySummary): string[][] {
  const wrong = blocks.flatMap(({ number, check }) =>
    check.differences.map(({ field, expected, actual }) => [
      `block ${number}: ${field}`,
      `  header    ${shortened(expected)}`,
      `  executed  ${shortened(actual)}`,
    ]),
  );
  const errors = failed.map(({ file, message }) => {
    const own = message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message;
    return [`${plain(file)}:`, ...own.split("\n").flatMap((text) => wrap(plain(text), COLUMNS, "  "))];
  });
  return [...wrong, ...errors];
}

function verdict({ blocks, failed, verified }: ReplaySummary, chalk: ChalkInstance): string[] {
  const all = blocks.length + failed.length;
  const wrong = blocks.filter(({ check }) => !check.ok).length + failed.length;
  const parallel = blocks.filter(({ execution }) => execution.mode === "parallel").length;
  const ran = wrap(`${parallel} of ${countOf(all, "block")} ran in parallel${reasons(blocks)}.`, COLUMNS);
  if (wrong > 0) return [...ran, chalk.red(`${wrong} of ${countOf(all, "block")} failed.`)];
  const header = all === 1 ? "its header says" : "their headers say";
  const twice = verified ? "; sequential execution agrees" : "";
  return [
    ...ran,
    ...wrap(`Gas, logs and receipts are as ${header}${twice}.`, COLUMNS).map((text) => chalk.green(text)),
  ];
}

/** ` (7 from before Byzantium, 2 too small)` */
function reasons(blocks: readonly BlockSummary[]): string {
  const parts = Object.entries(REASONS).flatMap(([reason, words]) => {
    const count = blocks.filter(({ execution }) => execution.reason === reason).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function modeOf({ execution }: BlockSummary): string {
  return execution.mode === "parallel" ? "par" : "seq";
}

function rowText(row: Row): string {
  const { figures } = row;
  if (figures === undefined) return line(row, ["", "", ...THREADS.map(() => "")]);
  const speedups = THREADS.map((threads) => compactFactor(figures.speedup[threads] ?? 1));
  return line(row, [formatShare(figures.conflictRate.count), formatFactor(figures.ceiling.gas), ...speedups]);
}

function line(row: Omit<Row, "figures">, [conflicts = "", ceiling = "", ...speedups]: readonly string[]): string {
  const cells = [
    padStart(row.block, 8),
    padEnd(row.hardfork, NAME_COLUMNS),
    padStart(row.transactions, 4),
    padStart(row.check, 5),
    padStart(row.mode, 4),
    padStart(conflicts, 5),
    padStart(ceiling, 7),
    ...speedups.map((speedup) => padStart(speedup, 4)),
    padStart(row.again, 4),
  ];
  return cells.join(" ").trimEnd();
}

/** Four characters. */
function compactFactor(factor: number): string {
  return factor.toFixed(factor < 9.995 ? 2 : 1);
}

function shortened(value: string): string {
  return value.length <= LONGEST_VALUE ? value : `${value.slice(0, 34)}...${value.slice(-29)}`;
}
