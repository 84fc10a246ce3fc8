import type { ChalkInstance } from "chalk";
import type { BlockMetrics } from "../analysis/metrics.ts";
import type { DoubtReason, Scenario } from "../analysis/users.ts";
import { formatCount, formatFactor, formatShare } from "./numbers.ts";
import { cut, cutNames, MOST_TEXT_COLUMNS, padEnd, padStart, plain, wrap } from "./text.ts";
import type { UserDoubt, UserFindings } from "./users.ts";

/** Tests and numbers of users that the terminal shows; the JSON has all. */
const MOST_TESTS = 3;
const SHOWN: readonly number[] = [8, 64, 1024];
const THREADS = 8;
const MOST_DOUBTS = 3;
const COLUMN = 7;
/** Between the two groups of columns. */
const GAP = 2;

/** The second one is for terminals that have no room for the first. */
const [TITLE, SHORT_TITLE] = ["If N users sent the calls of a test", "With N users"];

const LEGEND = "User by user, the next call of the test, each from an account of their own.";
const LEGEND_OF_VALUES = `${LEGEND} Values are what the callers choose: receivers, tokens, ids.`;

const LABELS: Readonly<Record<Scenario | "certain", string>> = {
  certain: "whatever they name",
  own: "values of their own",
  same: "all the same values",
};

const REASONS: Readonly<Record<DoubtReason, string>> = {
  argument: "keyed by an argument of",
  ambiguous: "keyed by sender or argument of",
  unknown: "keyed by something in",
  clock: "set to the time by",
};

/**
 * What would happen if more users than the accounts of the test sent its calls.
 *
 * @param option Of the command that prints it: what writes the tests, too, that have no room here.
 */
export function userTable(
  users: readonly UserFindings[],
  columns: number,
  chalk: ChalkInstance,
  option = "--format json",
): string[] {
  if (users.length === 0) return [];
  const shown = users.slice(0, MOST_TESTS);
  const figures = SHOWN.length * COLUMN;
  const label = Math.min(columns - 2 * figures - GAP, 50);
  const gap = " ".repeat(GAP);
  const heads = SHOWN.map((count) => padStart(formatCount(count), COLUMN)).join("");
  const lines = [
    padEnd(chalk.bold(TITLE.length < label ? TITLE : SHORT_TITLE), label) +
      chalk.dim(padStart("in conflict", figures) + gap + padStart(`on ${THREADS} threads`, figures)),
    chalk.dim(`${padStart("N =", label)}${heads}${gap}${heads}`),
  ];
  for (const finding of shown) {
    const { subject } = finding;
    const certain = isEitherWay(finding);
    const doubts = certain ? [] : finding.doubts;
    const part = subject.part === undefined ? "" : ` (part ${subject.part})`;
    lines.push(cut(plain(subject.title) + part, columns));
    for (const scenario of certain ? (["certain"] as const) : (["own", "same"] as const)) {
      const points = SHOWN.map((count) => finding.points.find((point) => point.users === count));
      const of = scenario === "certain" ? "own" : scenario;
      const rates = points.map((point) => formatShare(point?.[of].conflictRate.count ?? 0));
      const factors = points.map((point) => formatFactor(point?.[of].speedup.get(THREADS) ?? 1));
      const colour = (points.at(-1)?.[of].conflictRate.count ?? 0) >= 0.5 ? chalk.red : chalk.green;
      const cells = (texts: readonly string[]) => colour(texts.map((text) => padStart(text, COLUMN)).join(""));
      lines.push(padEnd(`  ${LABELS[scenario]}`, label) + cells(rates) + gap + cells(factors));
    }
    lines.push(...doubtLines(doubts, columns).map((line) => chalk.dim(line)));
  }
  const more = users.length - shown.length;
  if (more > 0) lines.push(chalk.dim(`and ${formatCount(more)} more; ${option} has them all`));
  const legend = shown.every(isEitherWay) ? LEGEND : LEGEND_OF_VALUES;
  lines.push(...wrap(legend, Math.min(columns, MOST_TEXT_COLUMNS)).map((line) => chalk.dim(line)));
  return lines;
}

/** Does it make no difference what they name? */
export function isEitherWay({ points }: UserFindings): boolean {
  const figures = ({ conflictRate, ceiling, speedup }: BlockMetrics) =>
    JSON.stringify([conflictRate.count, ceiling.gas, [...speedup]]);
  return points.every(({ own, same }) => figures(own) === figures(same));
}

/** Which keys it depends on, and who chooses them. */
function doubtLines(doubts: readonly UserDoubt[], columns: number): string[] {
  const lines = doubts.slice(0, MOST_DOUBTS).map(({ variable, function: called, reason }) => {
    return cutNames(["    on ", `, ${REASONS[reason]} `], [plain(variable.name), plain(called)], columns);
  });
  const more = doubts.length - MOST_DOUBTS;
  return more > 0 ? [...lines, `    and ${formatCount(more)} more`] : lines;
}
