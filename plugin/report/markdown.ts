import type { ModelResult } from "../analysis/models/model.ts";
import { MODELS } from "../analysis/models/models.ts";
import { type BlockFindings, REPORTED_THREADS } from "./block-findings.ts";
import { BoundedPage } from "./bounded-page.ts";
import { executionSentence } from "./execution-sentence.ts";
import type { Findings } from "./findings.ts";
import { groupHeading } from "./grouping-words.ts";
import { headline, type Marks } from "./headline.ts";
import { variableDetails } from "./markdown-details.ts";
import { code, details, htmlCode, prose, table } from "./markdown-text.ts";
import { countOf, formatCount, formatFactor, formatGas } from "./numbers.ts";
import { preparationCalls, preparationName, preparationSentence, preparationTitle } from "./preparation-words.ts";
import { targetSentence } from "./target-sentence.ts";
import { plain } from "./text.ts";

/** GitHub refuses comments of more characters. */
export const MOST_CHARACTERS = 65_536;
/** Characters that a list leaves for what follows it. */
const AFTER_VARIABLES = 42_000;
const AFTER_BLOCKS = 20_000;
const AFTER_DETAILS = 12_000;
const AFTER_PREPARATIONS = 6_000;
const AFTER_NOTES = 3_000;
const MOST_VARIABLES = 20;
const MOST_BLOCKS = 15;
const MOST_PREPARATIONS = 15;
const MODEL_THREADS = [2, 4, 8, 16, 32, 64];
const ABORTS_ON = 16;
const ABORTS = `aborts on ${ABORTS_ON}`;

/** Sentences of the report in Markdown. */
const MARKS: Marks = {
  number: (text) => `**${text}**`,
  name: (text) => code(text),
  title: (text) => code(text),
  place: (text) => `(${code(text)})`,
  good: (text) => `**${text}**`,
};

const LEGEND =
  "In conflict: a transaction reads what another one of the same test changes, so that one waits for the other. " +
  "Waves: rounds that remain when all that can run together does. Ceiling: the speedup that no number of threads " +
  "exceeds; if fixed: where that gains most, with all variables above it fixed too. Gas stands for time, and a test's " +
  "transactions for one block.";

/**
 * The report as a comment on a pull request, or as the summary of a CI job: what to know in a sentence, the variables to
 * change in the order to change them, and behind a click what happens on each, at which lines, and what would help.
 */
export function renderMarkdown(findings: Findings): string {
  const { totals, variables, execution } = findings;
  const page = new BoundedPage(MOST_CHARACTERS).add("## Parallel execution", "", headline(findings, MARKS));
  if (totals.transactions === 0) return addNotes(page, findings).toString();
  if (variables.length > 0) addVariables(page, findings);
  const blocks = findings.blocks.filter((block) => block.subject.isInTest !== "whole");
  addBlocks(page, groupHeading(findings.grouping), findings.tests, totals.testsWithConflicts, totals.comparableTests);
  addBlocks(page, "Blocks", blocks, blocks.filter(({ conflicting }) => conflicting > 0).length, blocks.length);
  if (variables.length > 0) addDetails(page, findings);
  addPreparations(page, findings);
  const held = targetSentence(findings, MARKS);
  if (held !== undefined) page.add("", held);
  addNotes(page, findings);
  const executed = executionSentence(execution);
  if (executed !== undefined) page.add("", `<sub>${executed}</sub>`);
  if (variables.length > 0) page.add("", `<sub>${LEGEND}</sub>`);
  return page.toString();
}

function addVariables(page: BoundedPage, { variables }: Findings): void {
  const columns = [
    figure(""),
    { heading: "what they wait for" },
    { heading: "declared at" },
    ...["waiting", "tests", "ceiling if fixed"].map(figure),
  ];
  const rows = variables.map(({ variable, gain, waiting, tests, blocks }, index) => {
    const { name, source } = variable;
    const before = gain === undefined ? "" : formatFactor(gain.before.ceiling);
    const after = gain === undefined ? "" : formatFactor(gain.after.ceiling);
    return [
      String(index + 1),
      code(name),
      source === undefined ? "" : code(`${source.file}:${source.line}`),
      formatCount(waiting),
      formatCount(tests + blocks),
      before === after ? after : `${before} → **${after}**`,
    ];
  });
  addTable(page, columns, rows, { most: MOST_VARIABLES, reserve: AFTER_VARIABLES, noun: "variable" });
}

function addBlocks(
  page: BoundedPage,
  kind: string,
  all: readonly BlockFindings[],
  withConflicts: number,
  compared: number,
): void {
  const conflicting = all.filter((block) => block.conflicting > 0);
  if (conflicting.length === 0) return;
  const noun = kind === "Blocks" ? "block" : "test";
  const figures = ["transactions", "in conflict", "waves", ...REPORTED_THREADS.map((n) => `${n} threads`), "ceiling"];
  const rows = conflicting.map(({ subject, transactions, conflicting, waves, speedup, ceiling }) => [
    code(subject.part === undefined ? subject.title : `${subject.title} (part ${subject.part})`),
    ...[transactions, conflicting, waves].map(formatCount),
    ...[...REPORTED_THREADS.map((threads) => speedup.get(threads) ?? 1), ceiling].map(formatFactor),
  ]);
  page.add("", `### ${kind} with conflicts: ${formatCount(withConflicts)} of ${formatCount(compared)}`);
  const columns = [{ heading: noun }, ...figures.map(figure)];
  addTable(page, columns, rows, { most: MOST_BLOCKS, reserve: AFTER_BLOCKS, noun });
}

function addDetails(page: BoundedPage, findings: Findings): void {
  page.add("", "### What happens on each, and what would help");
  page.addList(
    findings.variables.map((finding, index) => ["", ...variableDetails(finding, index + 1, findings)]),
    { reserve: AFTER_DETAILS, rest: (missing) => unlisted(missing, "variable") },
  );
  const { target } = findings;
  if (target === undefined) return;
  const { subject, models } = target.block;
  const columns = [{ heading: "model" }, ...MODEL_THREADS.map((n) => figure(`${n} threads`)), figure(ABORTS)];
  const rows = MODELS.map((model) => [
    code(model.name),
    ...MODEL_THREADS.map((threads) => formatFactor(models.at(model, threads).speedup)),
    abortsOf(models.at(model, ABORTS_ON)),
  ]);
  const title = subject.kind === "block" ? subject.title : htmlCode(subject.title);
  page.add("", ...details(`Speedups by execution model of ${title}`, table(columns, rows)));
}

function addNotes(page: BoundedPage, { notes }: Findings): BoundedPage {
  return page.addList(
    notes.map((note) => ["", prose(plain(note))]),
    { reserve: AFTER_NOTES, rest: (missing) => ["", `And ${countOf(missing, "more note")}.`] },
  );
}

function addPreparations(page: BoundedPage, findings: Findings): void {
  const { preparations } = findings;
  const sentence = preparationSentence(findings, MARKS);
  if (sentence === undefined) return;
  page.add("", "<details>", `<summary>${preparationTitle(preparations)}</summary>`, "", sentence);
  const columns = [
    { heading: "what" },
    ...["times", "transactions", "gas", "in conflict"].map(figure),
    { heading: "calls" },
  ];
  const rows = preparations.map((preparation) => [
    preparationName(preparation, code),
    ...[preparation.times, preparation.transactions].map(formatCount),
    formatGas(preparation.gas),
    formatCount(preparation.conflicting),
    preparationCalls(preparation, code),
  ]);
  addTable(page, columns, rows, { most: MOST_PREPARATIONS, reserve: AFTER_PREPARATIONS, noun: "row" });
  page.add("", "</details>");
}

function addTable(
  page: BoundedPage,
  columns: Parameters<typeof table>[0],
  cells: readonly (readonly string[])[],
  { noun, ...options }: { readonly most: number; readonly reserve: number; readonly noun: string },
): void {
  const [head = "", aligned = "", ...rows] = table(columns, cells);
  page.add("", head, aligned);
  page.addList(
    rows.map((row) => [row]),
    { ...options, rest: (missing) => unlisted(missing, noun) },
  );
}

function unlisted(missing: number, noun: string): string[] {
  return ["", `And ${countOf(missing, `more ${noun}`)}: \`npx hardhat parallel report --format json\` has all.`];
}

function figure(heading: string): { readonly heading: string; readonly figures: true } {
  return { heading, figures: true };
}

/** Empty for models that execute nothing twice. */
function abortsOf({ aborts }: ModelResult): string {
  return aborts === undefined ? "" : formatCount(aborts);
}
