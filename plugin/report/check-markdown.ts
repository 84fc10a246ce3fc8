import { BoundedPage } from "./bounded-page.ts";
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
import { MOST_CHARACTERS } from "./markdown.ts";
import { adviceItem } from "./markdown-advice.ts";
import { placesText } from "./markdown-places.ts";
import { code, prose } from "./markdown-text.ts";
import { countOf, formatCount } from "./numbers.ts";
import { plain } from "./text.ts";

const MOST_ENTRIES = 30;
const MOST_CAUSES = 3;
const MOST_TESTS = 3;
/** Characters that a list leaves for those after it. */
const AFTER = { conflicts: 36_000, slower: 28_000, budgets: 12_000, better: 4_000 } as const;

/** The result of a check as a comment on a pull request: what failed and at which lines, worst first. */
export function renderCheckMarkdown(check: CheckFindings): string {
  const { passed, budgets, snapshot } = check;
  const page = new BoundedPage(MOST_CHARACTERS);
  page.add(`## Parallel check: ${passed ? "passed ✅" : "failed ❌"}`, "", prose(checkHeadline(check)));
  const section = (title: string, entries: readonly (readonly string[])[], reserve: number) => {
    if (entries.length === 0) return;
    const rest = (missing: number) => [
      "",
      `And ${formatCount(missing)} more: \`npx hardhat parallel check --format json\` has all.`,
    ];
    page.add("", `### ${title}`, "").addList(entries, { most: MOST_ENTRIES, reserve, rest });
  };
  section(
    "Conflicts that are new or have grown, what costs most first",
    snapshot.worse.map(changeItems),
    AFTER.conflicts,
  );
  const speedups = (changes: CheckFindings["snapshot"]["slower"]) =>
    changes.map((change) => [`- ${speedupPhrase(change)}: ${code(change.title)}`]);
  section("Tests that got slower, though no conflict is new", speedups(snapshot.slower), AFTER.slower);
  const exceeded = budgets.filter((budget) => !budget.passed);
  section("Budgets that are exceeded, the worst first", exceeded.map(budgetItems), AFTER.budgets);
  const better = [
    ...snapshot.better.map(({ name, before, waits }) => [`- ${before} → ${countOf(waits, "wait")}: ${code(name)}`]),
    ...speedups(snapshot.faster),
  ];
  section("Better than in the snapshot", better, AFTER.better);
  const notes = snapshotNotes(check).map((note) => ["", withCommand(prose(plain(note)))]);
  page.addList(notes, { reserve: 0, rest: () => [] });
  return page.toString();
}

const UPDATE = "npx hardhat parallel check --update";

/** The command that our own sentences name, as code again. */
function withCommand(sentence: string): string {
  return sentence.replaceAll(prose(`\`${UPDATE}\``), code(UPDATE));
}

function changeItems(change: ChangedConflict): string[] {
  const tests = change.tests.slice(0, MOST_TESTS).map(({ title, before, waits }) => {
    const counts = change.tests.length === 1 ? "" : ` (${before === 0 ? "" : `${before} → `}${countOf(waits, "wait")})`;
    return `  - in ${code(title)}${counts}`;
  });
  const more = change.tests.length - MOST_TESTS;
  return [
    `- **${changeLabel(change)}**: ${pairText(change)} on ${variableText(change)}`,
    ...placeItem(change),
    ...tests,
    ...(more > 0 ? [`  - and in ${countOf(more, "more test")}`] : []),
    `  - ${costPhrase(change)}`,
    ...change.advice.map((advice) => `  ${adviceItem(advice)}`),
  ];
}

function budgetItems(budget: BudgetFindings): string[] {
  const causes = budget.causes.slice(0, MOST_CAUSES);
  const more = budget.causes.length - causes.length;
  return [
    `- **${code(subjectName(budget.subject))}**: ${prose(plain(budgetSentence(budget)))} (${code(originPhrase(budget.origin))})`,
    ...causes.flatMap((cause) => [
      `  - ${countOf(cause.waits, "wait")}: ${pairText(cause)} on ${variableText(cause)}`,
      ...placeItem(cause).map((line) => `  ${line}`),
      ...cause.advice.map((advice) => `    ${adviceItem(advice)}`),
    ]),
    ...(more > 0 ? [`  - and ${countOf(more, "more conflict")}`] : []),
  ];
}

function pairText({ functions: [first, second] }: ConflictCause): string {
  return `${code(first)} × ${first === second ? "itself" : code(second)}`;
}

function variableText({ variable: { name, source } }: ConflictCause): string {
  return source === undefined ? code(name) : `${code(name)} (${code(`${source.file}:${source.line}`)})`;
}

function placeItem({ places }: ConflictCause): string[] {
  const text = placesText(places);
  return text === "" ? [] : [`  - ${text}`];
}
