import { adviceSentence, harmlessSentence } from "./advice-lines.ts";
import { blockTable } from "./block-table.ts";
import { executionSentence } from "./execution-sentence.ts";
import type { Findings } from "./findings.ts";
import { groupHeading } from "./grouping-words.ts";
import { headline, type Marks, NO_MARKS } from "./headline.ts";
import { modelTable } from "./model-table.ts";
import { countOf, formatCount } from "./numbers.ts";
import { preparationSentence } from "./preparation-words.ts";
import type { RenderOptions } from "./renderer.ts";
import { targetSentence } from "./target-sentence.ts";
import { MOST_TEXT_COLUMNS, plain, wrap } from "./text.ts";
import { userTable } from "./user-table.ts";
import { variableTable } from "./variable-table.ts";

/** Narrower terminals break our lines: tables need some room. */
const LEAST_COLUMNS = 72;

/**
 * The report as an author reads it after the tests: what to know in one sentence, the variables to change in the order
 * to change them, the tests and blocks that they slow down, and what the words mean.
 */
export function renderTerminal(findings: Findings, options: RenderOptions): string {
  const { chalk } = options;
  const columns = Math.max(options.columns, LEAST_COLUMNS);
  const text = Math.min(columns, MOST_TEXT_COLUMNS);
  const { totals } = findings;
  const marks: Marks = {
    number: chalk.bold,
    name: chalk.bold.cyan,
    title: NO_MARKS.title,
    place: (text) => chalk.dim(NO_MARKS.place(text)),
    good: chalk.green,
  };
  const lines: string[] = [chalk.bold("Parallel execution"), "", ...wrap(headline(findings, marks), text)];
  const paragraph = (sentence: string | undefined) => {
    if (sentence !== undefined) lines.push("", ...wrap(sentence, text).map((line) => chalk.dim(line)));
  };
  const section = (table: readonly string[]) => {
    if (table.length > 0) lines.push("", ...table);
  };
  const notes = () => {
    for (const note of findings.notes) paragraph(plain(note));
    return lines.join("\n");
  };
  if (totals.transactions === 0) return notes();

  section(variableTable(findings, columns, chalk));
  const blocks = findings.blocks.filter((block) => block.subject.isInTest !== "whole");
  const tests = { withConflicts: totals.testsWithConflicts, compared: totals.comparableTests };
  section(blockTable(groupHeading(findings.grouping), tests, findings.tests, findings, columns, chalk));
  const counts = { withConflicts: blocks.filter((block) => block.conflicting > 0).length, compared: blocks.length };
  section(blockTable("Blocks", counts, blocks, findings, columns, chalk));
  section(userTable(findings.users, columns, chalk));
  section(modelTable(findings, columns, chalk));
  const held = targetSentence(findings);
  if (held !== undefined) section(wrap(held, text));

  paragraph(countsSentence(findings));
  if (findings.variables.length > 0) paragraph(LEGEND);
  paragraph(adviceSentence(findings));
  paragraph(harmlessSentence(findings));
  paragraph(protocolSentence(findings));
  paragraph(executionSentence(findings.execution));
  return notes();
}

const LEGEND =
  "In conflict: a transaction reads what another one of the same test changes, so that one waits for the other. " +
  "Waves: rounds that remain when all that can run together does. Ceiling: the speedup that no number of threads exceeds; " +
  "if fixed: where that gains most, with all variables above it fixed too. " +
  "Gas stands for time, and a test's transactions for one block. More: README.md of hardhat-parallel.";

function countsSentence(findings: Findings): string | undefined {
  const { totals, tests } = findings;
  const sentences: string[] = [];
  const compared = tests.reduce((sum, test) => sum + test.transactions, 0);
  const prepared = preparationSentence(findings);
  if (compared > 0 && prepared !== undefined) {
    sentences.push(`${formatCount(compared)} transactions of tests were compared.`, prepared);
  }
  if (totals.failed > 0) {
    sentences.push(
      `${countOf(totals.failed, "transaction")} failed: what ${totals.failed === 1 ? "it" : "they"} read counts, what was undone does not.`,
    );
  }
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

function protocolSentence({ tests, blocks }: Findings): string | undefined {
  const distinct = [...tests, ...blocks.filter((block) => block.subject.isInTest === undefined)];
  const edges = distinct.reduce((sum, block) => sum + block.protocol.edges, 0);
  if (edges === 0) return undefined;
  return (
    `Not counted: ${formatCount(edges)} times a transaction follows another one only for its sender's nonce and gas payment, ` +
    "or for the block producer's fees. Tests send from a few accounts; users send from their own."
  );
}
