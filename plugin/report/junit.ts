import { ideal } from "../analysis/models/ideal.ts";
import { MODELS } from "../analysis/models/models.ts";
import { type BlockFindings, REPORTED_THREADS } from "./block-findings.ts";
import type { Findings } from "./findings.ts";
import { junitText, type TestCase, type TestSuite } from "./junit-suites.ts";
import { countOf, rounded } from "./numbers.ts";
import type { PairFindings } from "./pairs.ts";
import { conflictLines } from "./plain-lines.ts";
import { shortName } from "./short-name.ts";

const BLOCKS = "Blocks";
/** Of a test whose file is unknown. */
const TESTS = "Tests";
const MODEL_THREADS = 16;

/**
 * The report as JUnit XML: a test case for each test and each real block of two or more transactions, with its figures
 * as properties and its conflicts as output. None of them fails: limits are the budgets of `hardhat parallel check`.
 */
export function renderJunit(findings: Findings): string {
  const suites = new Map<string, TestCase[]>();
  for (const block of [...findings.tests, ...findings.blocks.filter(({ subject }) => subject.isInTest !== "whole")]) {
    const { kind, file } = block.subject;
    const name = kind === "block" ? BLOCKS : (file ?? TESTS);
    const cases = suites.get(name) ?? [];
    suites.set(name, cases);
    cases.push(caseOf(block, name, findings));
  }
  return junitText([...suites].map(([name, cases]): TestSuite => ({ name, cases })));
}

function caseOf(block: BlockFindings, group: string, { variables }: Findings): TestCase {
  const { subject, transactions, failed, gas, conflicting, waiting, conflictRate, waves, criticalPath } = block;
  const speedups = REPORTED_THREADS.map((threads) => [`speedup.${threads}`, rounded(block.speedup.get(threads) ?? 1)]);
  const models = MODELS.filter((model) => model !== ideal).map((model) => {
    return [`speedup.${model.name}.${MODEL_THREADS}`, rounded(block.models.at(model, MODEL_THREADS).speedup)];
  });
  return {
    name: subject.part === undefined ? subject.title : `${shortName(subject.title)} (part ${subject.part})`,
    group,
    ...(subject.file !== undefined && { file: subject.file }),
    properties: {
      transactions,
      failed,
      gas,
      conflicting,
      waiting,
      conflictRate: rounded(conflictRate.count),
      waves,
      criticalPathShare: rounded(criticalPath.share),
      ceiling: rounded(block.ceiling),
      ...Object.fromEntries([...speedups, ...models]),
    },
    output: block.pairs.flatMap((pair) => conflictLines(countOf(pair.waits, "wait"), pair, nameOn(pair, variables))),
  };
}

/** The element on which two functions meet, where that says more than the variable. */
function nameOn({ variable: index, element }: PairFindings, variables: Findings["variables"]): string {
  const finding = variables.find(({ variable }) => variable.index === index);
  return finding?.elements.find(({ name }) => name === element)?.name ?? finding?.variable.name ?? "?";
}
