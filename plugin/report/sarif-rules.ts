import type { ReportingDescriptor } from "sarif";
import { CATALOGUE } from "../advice/catalogue.ts";
import type { Remedy } from "../advice/remedy.ts";
import { addingShare } from "./pairs.ts";
import type { VariableFindings } from "./variable-findings.ts";

/** Names of the rules of the check. */
export type CheckRule = "new-conflict" | "grown-conflict" | "slower-test" | "exceeded-budget";

const TAGS = ["parallel-execution", "performance"];

/** Where no remedy is recognised: what transactions wait for, by what they do with it. */
const GENERAL: readonly ReportingDescriptor[] = [
  {
    id: "conflict",
    name: "Conflict",
    shortDescription: { text: "Transactions wait for each other" },
    fullDescription: {
      text: "A transaction reads what another one of the same test or block changes: a chain that executes transactions in parallel has to run one after the other.",
    },
    help: {
      text: "Ask whether the calls need the value. What many change and few read can be kept in parts, by sender or by id; what only has to be unique need not be consecutive. `npx hardhat parallel advice` lists the patterns and what helps against each.",
    },
  },
  {
    id: "addition",
    name: "Addition",
    shortDescription: { text: "Transactions wait for each other only to add" },
    fullDescription: {
      text: "Every transaction adds to one value, and none of them uses the sum. To add, the EVM reads the value first, so that each waits for the one before it; chains with delta writes (aggregators) need not.",
    },
    help: {
      text: "Keep the sum in parts, by sender or by id, and add them up where it is read. `npx hardhat parallel advice global-counter` shows how, with what it gains and costs.",
    },
  },
];

const ACCEPT =
  "If that is how it shall be, `npx hardhat parallel check --update` accepts it: commit the snapshot with the change.";

const KEEP_APART = { text: `Keep apart what the calls change, by sender or by id. ${ACCEPT}` };

const CHECKS: readonly (ReportingDescriptor & { readonly id: CheckRule })[] = [
  {
    id: "new-conflict",
    name: "NewConflict",
    shortDescription: { text: "Transactions wait for each other that did not before" },
    fullDescription: {
      text: "Calls of these functions wait for each other on a variable, and in the committed snapshot they do not.",
    },
    help: KEEP_APART,
  },
  {
    id: "grown-conflict",
    name: "GrownConflict",
    shortDescription: { text: "More transactions wait for each other than before" },
    fullDescription: {
      text: "Calls of these functions wait for each other on a variable more often than in the committed snapshot.",
    },
    help: KEEP_APART,
  },
  {
    id: "slower-test",
    name: "SlowerTest",
    shortDescription: { text: "Several threads run a test slower than before" },
    fullDescription: {
      text: "The speedup of the test's transactions is less than in the committed snapshot, though none of their conflicts is new or has grown: the chain of transactions that wait takes more of their gas, say.",
    },
    help: { text: `\`npx hardhat parallel what-if\` tells what to change first. ${ACCEPT}` },
  },
  {
    id: "exceeded-budget",
    name: "ExceededBudget",
    shortDescription: { text: "A budget of parallel execution is exceeded" },
    fullDescription: {
      text: "The configuration (parallel.budgets) or a comment of the source (@custom:parallel) limits the conflicts of a contract, a function, a test or a block, and the run is beyond that.",
    },
    help: { text: "Change what makes the calls wait, or the budget. `npx hardhat parallel check` shows all of it." },
  },
];

/** Name of the rule that a variable is reported under: its first remedy, or the kind of its conflicts. */
export function ruleOf({ advice, edges }: VariableFindings): string {
  return advice[0]?.remedy.id ?? (addingShare(edges) === "all" ? "addition" : "conflict");
}

/** All rules of the report, in the order of the catalogue. */
export function conflictRules(): ReportingDescriptor[] {
  return [...GENERAL, ...CATALOGUE.map(ruleOfRemedy)].map((rule) => ofLevel(rule, "warning"));
}

/** The rules of the check: what fails a pull request. */
export function checkRules(): ReportingDescriptor[] {
  return CHECKS.map((rule) => ofLevel(rule, "error"));
}

function ofLevel(rule: ReportingDescriptor, level: "warning" | "error"): ReportingDescriptor {
  return {
    ...rule,
    defaultConfiguration: { level },
    properties: { tags: TAGS, precision: "high", "problem.severity": level },
  };
}

function ruleOfRemedy(remedy: Remedy): ReportingDescriptor {
  const { id, title, advice, cause } = remedy;
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: cause },
    help: { text: [advice, cause, remedy.effect, remedy.tradeOff].join("\n\n"), markdown: helpPage(remedy) },
  };
}

function helpPage({ advice, cause, before, after, headings, effect, tradeOff, links }: Remedy): string {
  const [first, second] = headings ?? ["Before", "After"];
  const solidity = (source: string) => `\`\`\`solidity\n${source.trim()}\n\`\`\``;
  return [
    `**${advice}**`,
    cause,
    `### ${first}`,
    solidity(before),
    `### ${second}`,
    solidity(after),
    `**What it brings.** ${effect}`,
    `**What it costs.** ${tradeOff}`,
    links.map(({ title, url }) => `- [${title}](${url})`).join("\n"),
  ].join("\n\n");
}
