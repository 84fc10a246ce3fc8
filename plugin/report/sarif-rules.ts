import type { ReportingDescriptor } from "sarif";
import { CATALOGUE } from "../advice/catalogue.ts";
import type { Remedy } from "../advice/remedy.ts";
import type { VariableFindings } from "./findings.ts";
import { addingShare } from "./pairs.ts";

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

/** Name of the rule that a variable is reported under: its first remedy, or the kind of its conflicts. */
export function ruleOf({ advice, edges }: VariableFindings): string {
  return advice[0]?.remedy.id ?? (addingShare(edges) === "all" ? "addition" : "conflict");
}

/** The rules of these names, in the order of the catalogue. */
export function rulesNamed(names: ReadonlySet<string>): ReportingDescriptor[] {
  const all = [...GENERAL, ...CATALOGUE.map(ruleOfRemedy)];
  return all
    .filter(({ id }) => names.has(id))
    .map((rule) => ({
      ...rule,
      defaultConfiguration: { level: "warning" },
      properties: { tags: TAGS, precision: "high", "problem.severity": "warning" },
    }));
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
