import { countOf, formatCount, formatFactor, formatShare } from "../report/numbers.ts";
import type { BlockReport } from "./block-report.ts";
import { ReportQuestionError } from "./errors.ts";
import { conflictLines, failureLines } from "./report-text.ts";
import type { SpeedupOptions } from "./reported.ts";
import { nameOf } from "./verdicts.ts";

/** A figure of a report that an assertion bounds. */
export interface Quantity {
  readonly value: number;
  /** What it is, with the findings behind it; a comparison follows. */
  readonly context: string;
}

/** Bounds of a figure; at least one. */
export interface Bounds {
  readonly equal?: number;
  readonly above?: number;
  readonly atLeast?: number;
  readonly below?: number;
  readonly atMost?: number;
}

/** Share of the transactions that wait for another one, or are waited for: 0 to 1. */
export function conflictRateOf(report: BlockReport): Quantity {
  return quantity(
    report,
    report.conflictRate,
    `a conflict rate of ${formatShare(report.conflictRate)}`,
    "conflict rate",
  );
}

/** @throws ReportQuestionError when there is no such model, or the number of threads is none */
export function speedupQuantity(report: BlockReport, options: SpeedupOptions | undefined): Quantity {
  if (options?.threads === undefined) {
    throw new ReportQuestionError("How many threads? Say it as in haveSpeedup({ threads: 8 }).");
  }
  const value = report.speedup(options);
  const where = `on ${countOf(options.threads, "thread")} (${options.model ?? "ideal"})`;
  return quantity(report, value, `a speedup of ${formatFactor(value)} ${where}`, "speedup");
}

export function criticalPathGasOf(report: BlockReport): Quantity {
  const { criticalPathGas: value, gas } = report;
  const share = `a critical path of ${formatCount(value)} of ${formatCount(gas)} gas`;
  return quantity(report, value, share, "critical path gas");
}

/** Executions that the engine threw away. They differ from run to run. */
export function abortsOf(report: BlockReport): Quantity {
  const { aborts } = report;
  const lines = aborts.map(({ transaction, reason, key }) => {
    const called = report.transactions[transaction]?.function ?? "?";
    return `  transaction ${transaction} (${called}): ${reason}${key === undefined ? "" : ` of ${key}`}`;
  });
  const context = [`${nameOf(report)} has ${countOf(aborts.length, "abort")}`, ...lines, "aborts"].join("\n");
  return { value: aborts.length, context };
}

function quantity(report: BlockReport, value: number, has: string, name: string): Quantity {
  const lines = [...conflictLines(report.conflicts), ...failureLines(report.failed)];
  return { value, context: [`${nameOf(report)} has ${has}`, ...lines, name].join("\n") };
}

const COMPARISONS: readonly {
  readonly bound: keyof Bounds;
  readonly words: string;
  readonly holds: (value: number, bound: number) => boolean;
}[] = [
  { bound: "equal", words: "equal", holds: (value, bound) => value === bound },
  { bound: "above", words: "be above", holds: (value, bound) => value > bound },
  { bound: "atLeast", words: "be at least", holds: (value, bound) => value >= bound },
  { bound: "below", words: "be below", holds: (value, bound) => value < bound },
  { bound: "atMost", words: "be at most", holds: (value, bound) => value <= bound },
];

/**
 * The first bound that the figure is beyond, in the words that chai has for it.
 *
 * @throws ReportQuestionError when there is no bound, or one of them is no number
 */
export function brokenBound({ value, context }: Quantity, bounds: Bounds): string | undefined {
  const names = COMPARISONS.map(({ bound }) => bound);
  const given = COMPARISONS.filter(({ bound }) => bounds[bound] !== undefined);
  if (given.length === 0) throw new ReportQuestionError(`No bound is given. Give one or more of: ${names.join(", ")}.`);
  for (const { bound, words, holds } of given) {
    const limit = bounds[bound];
    if (typeof limit !== "number" || Number.isNaN(limit)) {
      throw new ReportQuestionError(`The bound \`${bound}\` is no number: ${String(limit)}.`);
    }
    if (!holds(value, limit)) return `${context}: expected ${value} to ${words} ${limit}`;
  }
  return undefined;
}
