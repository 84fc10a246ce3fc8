import type { ChalkInstance } from "chalk";
import { adviceLines } from "./advice-lines.ts";
import type { BudgetFindings, ChangedConflict, CheckFindings, ConflictCause } from "./check.ts";
import {
  budgetSentence,
  changeLabel,
  checkHeadline,
  costPhrase,
  originPhrase,
  snapshotNotes,
  speedupPhrase,
  subjectName,
} from "./check-sentences.ts";
import { countOf } from "./numbers.ts";
import { placeLines } from "./place-line.ts";
import type { RenderOptions } from "./renderer.ts";
import { cut, MOST_TEXT_COLUMNS, plain, wrap } from "./text.ts";

/** Narrower terminals break our lines. */
const LEAST_COLUMNS = 72;
const MOST_ENTRIES = 10;
const MOST_CAUSES = 3;
const MOST_TESTS = 2;
const MOST_MENTIONED = 5;
const INDENT = "    ";

/** The result of a check as an author reads it: what failed and at which lines, worst first, then what to know. */
export function renderCheckTerminal(check: CheckFindings, { columns: wide, chalk }: RenderOptions): string {
  const columns = Math.min(Math.max(wide, LEAST_COLUMNS), MOST_TEXT_COLUMNS);
  const colour = check.passed ? chalk.green : chalk.red;
  const lines: string[] = [chalk.bold("Parallel check"), "", ...wrap(colour(checkHeadline(check)), columns)];
  const section = (title: string, entries: readonly (readonly string[])[], most: number) => {
    if (entries.length === 0) return;
    lines.push("", chalk.bold(title), ...entries.slice(0, most).flat());
    if (entries.length > most) lines.push(chalk.dim(`${INDENT}and ${entries.length - most} more`));
  };
  const shown: Shown = new Set();
  const { budgets, snapshot } = check;
  const exceeded = budgets.filter(({ passed }) => !passed);
  const conflicts = snapshot.worse.map((change, index) => changeLines(index, change, columns, chalk, shown));
  section("Conflicts that are new or have grown, what costs most first", conflicts, MOST_ENTRIES);
  const slower = snapshot.slower.map((change) => speedupLines(change.title, speedupPhrase(change), columns));
  section("Tests that got slower, though no conflict is new", slower, MOST_ENTRIES);
  section(
    "Budgets that are exceeded, the worst first",
    exceeded.map((budget, index) => budgetLines(index, budget, columns, chalk, shown)),
    MOST_ENTRIES,
  );
  const better = [
    ...snapshot.better.map(({ name, before, waits }) => [
      cut(`${INDENT}${before} → ${waits} waits: ${plain(name)}`, columns),
    ]),
    ...snapshot.faster.map((change) => speedupLines(change.title, speedupPhrase(change), columns)),
  ];
  section("Better than in the snapshot", better, MOST_MENTIONED);
  for (const note of snapshotNotes(check)) lines.push("", ...wrap(plain(note), columns).map((line) => chalk.dim(line)));
  return lines.join("\n");
}

/** Conflicts whose lines and remedies stand above: once is enough. */
type Shown = Set<string>;

function changeLines(
  index: number,
  change: ChangedConflict,
  columns: number,
  chalk: ChalkInstance,
  shown: Shown,
): string[] {
  shown.add(idOf(change));
  const lines = [titleLine(index, change, columns, chalk), ...causeLines(changeLabel(change), change, columns)];
  for (const { title, before, waits } of change.tests.slice(0, MOST_TESTS)) {
    const counts = change.tests.length === 1 ? "" : ` (${before === 0 ? "" : `${before} → `}${countOf(waits, "wait")})`;
    lines.push(...wrap(`in ${plain(title)}${counts}`, columns, INDENT));
  }
  const more = change.tests.length - MOST_TESTS;
  if (more > 0) lines.push(`${INDENT}and in ${countOf(more, "more test")}`);
  lines.push(INDENT + costPhrase(change));
  return [...lines, ...adviceLines(change.advice, INDENT, columns, chalk)];
}

function budgetLines(
  index: number,
  budget: BudgetFindings,
  columns: number,
  chalk: ChalkInstance,
  shown: Shown,
): string[] {
  const [first = "", ...others] = wrap(plain(subjectName(budget.subject)), columns - INDENT.length);
  const lines = [
    numberOf(index) + chalk.bold(first),
    ...others.map((rest) => INDENT + chalk.bold(rest)),
    ...wrap(plain(budgetSentence(budget)), columns, INDENT),
    ...wrap(`by ${plain(originPhrase(budget.origin))}`, columns, INDENT).map((line) => chalk.dim(line)),
  ];
  for (const cause of budget.causes.slice(0, MOST_CAUSES)) {
    const isShown = shown.has(idOf(cause));
    shown.add(idOf(cause));
    lines.push(cut(`${INDENT}${chalk.cyan(plain(cause.variable.name))}${declared(cause)}`, columns));
    const label = countOf(cause.waits, "wait");
    if (isShown) {
      lines.push(cut(`${INDENT}  ${label}: ${pairOf(cause)}, as above`, columns));
      continue;
    }
    lines.push(...causeLines(label, cause, columns - 2).map((line) => `  ${line}`));
    lines.push(...adviceLines(cause.advice, `${INDENT}  `, columns, chalk));
  }
  const more = budget.causes.length - MOST_CAUSES;
  if (more > 0) lines.push(chalk.dim(`${INDENT}and ${countOf(more, "more conflict")}`));
  return lines;
}

function idOf({ variable, functions }: ConflictCause): string {
  return JSON.stringify([variable.index, ...functions]);
}

function titleLine(index: number, cause: ConflictCause, columns: number, chalk: ChalkInstance): string {
  return cut(`${numberOf(index)}${chalk.bold.cyan(plain(cause.variable.name))}${chalk.dim(declared(cause))}`, columns);
}

function numberOf(index: number): string {
  return `${index + 1}. `.padStart(INDENT.length);
}

function declared({ variable: { source } }: ConflictCause): string {
  return source === undefined ? "" : `  ${plain(source.file)}:${source.line}`;
}

function pairOf({ functions: [first, second] }: ConflictCause): string {
  return `${plain(first)} × ${first === second ? "itself" : plain(second)}`;
}

/** Functions, and the lines to change. */
function causeLines(label: string, cause: ConflictCause, columns: number): string[] {
  return [
    cut(`${INDENT}${label}: ${pairOf(cause)}`, columns),
    ...placeLines(cause.places, columns - INDENT.length - 2, (file) => file).map((line) => `${INDENT}  ${line}`),
  ];
}

function speedupLines(title: string, phrase: string, columns: number): string[] {
  return wrap(`${phrase}: ${plain(title)}`, columns, INDENT);
}
