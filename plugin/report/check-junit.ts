import type { BudgetFindings, ChangedConflict, ChangedSpeedup, CheckFindings, ConflictCause } from "./check.ts";
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
import { junitText, type TestCase, type TestSuite } from "./junit-suites.ts";
import { countOf, rounded } from "./numbers.ts";
import { conflictLines } from "./plain-lines.ts";
import { shortName } from "./short-name.ts";
import { plain } from "./text.ts";

/**
 * The result of a check as JUnit XML: a test case for each budget, and for the snapshot one for each conflict that is
 * new or has grown and each test that got slower, or a single one that passed.
 */
export function renderCheckJunit(check: CheckFindings): string {
  const suites: TestSuite[] = [
    { name: "Budgets", cases: check.budgets.map(budgetCase) },
    { name: "Snapshot", cases: snapshotCases(check) },
  ];
  return junitText(suites.filter(({ cases }) => cases.length > 0));
}

function budgetCase(budget: BudgetFindings): TestCase {
  const { subject, origin, limit, actual, passed, causes } = budget;
  const sentence = plain(budgetSentence(budget));
  const lines = [`by ${plain(originPhrase(origin))}`, ...causes.flatMap((cause) => causeLines(cause))];
  return {
    name: `${shortName(subjectName(subject))}: ${limit.rule}`,
    group: `budgets.${subject.kind}`,
    // A comment is a line to go to; a config has no lines that are known.
    ...(origin.kind === "comment" && { file: origin.file, line: origin.line }),
    ...(origin.kind === "config" && subject.file !== undefined && { file: subject.file }),
    properties: { limit: limit.value, actual: rounded(actual) },
    ...(passed ? { output: [sentence] } : { failure: { type: limit.rule, message: sentence, lines } }),
  };
}

function snapshotCases(check: CheckFindings): TestCase[] {
  const { worse, slower, state, file } = check.snapshot;
  const group = "snapshot";
  const failures = [...worse.map(conflictCase), ...slower.map(slowerCase)];
  if (failures.length > 0) return failures.map((one) => ({ ...one, group }));
  const notes = snapshotNotes(check).map(plain);
  const name = `Nothing is worse than in ${shortName(file)}`;
  if (state === "missing") return [{ name, group, skipped: notes.join(" ") }];
  return [{ name, group, output: [plain(checkHeadline(check)), ...notes] }];
}

function conflictCase(change: ChangedConflict): Omit<TestCase, "group"> {
  const [first, second] = change.functions;
  const partner = first === second ? "itself" : shortName(second);
  const { source } = change.variable;
  return {
    name: `${shortName(first)} × ${partner} on ${shortName(change.variable.name)}`,
    ...(source !== undefined && { file: source.file, line: source.line }),
    failure: {
      type: `${change.change} conflict`,
      message: `${changeLabel(change)}; ${costPhrase(change)}`,
      lines: [
        ...causeLines(change),
        ...change.tests.map(({ title, before, waits }) => {
          return `in ${shortName(title)}: ${before === 0 ? "" : `${before} → `}${countOf(waits, "wait")}`;
        }),
      ],
    },
  };
}

function slowerCase(change: ChangedSpeedup): Omit<TestCase, "group"> {
  const message = speedupPhrase(change);
  return { name: change.title, failure: { type: "slower", message, lines: [] } };
}

function causeLines(cause: ConflictCause): string[] {
  const { source, name } = cause.variable;
  return [
    ...conflictLines(countOf(cause.waits, "wait"), cause, name),
    ...(source === undefined ? [] : [`  declared at ${plain(source.file)}:${source.line}`]),
    ...cause.advice.map(({ remedy }) => `  ${remedy.advice} (npx hardhat parallel advice ${remedy.id})`),
  ];
}
