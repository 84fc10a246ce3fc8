import type { ChalkInstance } from "chalk";
import type { Findings, VariableFindings } from "./findings.ts";
import { countOf, formatCount, formatFactor } from "./numbers.ts";
import { pairLine } from "./pair-line.ts";
import { cut, padEnd, padStart, plain, width } from "./text.ts";

const MOST_VARIABLES = 10;
const MOST_PAIRS = 3;
const WAITING = 9;
const PLACES = 7;
const GAIN = 18;
const INDENT = "    ";

/** The variables that make transactions wait, in the order in which to take them on. */
export function variableTable({ variables }: Findings, columns: number, chalk: ChalkInstance): string[] {
  if (variables.length === 0) return [];
  const shown = variables.slice(0, MOST_VARIABLES);
  const room = columns - WAITING - PLACES - GAIN;
  const longest = Math.max(...shown.map(({ variable }) => width(plain(variable.name)) + place(variable).length + 2));
  const title = "What they wait for, worst first";
  const name = Math.min(Math.max(INDENT.length + longest, width(title)), room);
  const lines = [
    chalk.bold(padEnd(title, name)) +
      chalk.dim(padStart("waiting", WAITING) + padStart("tests", PLACES) + padStart("ceiling if fixed", GAIN)),
  ];
  for (const [index, finding] of shown.entries()) lines.push(...variableLines(finding, index, name, columns, chalk));
  const more = variables.length - shown.length;
  if (more > 0) lines.push(chalk.dim(`${INDENT}and ${countOf(more, "more variable")}`));
  return lines;
}

function variableLines(
  finding: VariableFindings,
  index: number,
  name: number,
  columns: number,
  chalk: ChalkInstance,
): string[] {
  const { variable, gain } = finding;
  const label = cut(plain(variable.name), name - INDENT.length);
  const at = place(variable);
  const beside = at !== "" && INDENT.length + width(label) + 2 + at.length <= name;
  const first = padStart(`${index + 1}. `, INDENT.length) + chalk.cyan(label) + (beside ? `  ${chalk.dim(at)}` : "");
  const before = formatFactor(gain.before.ceiling);
  const after = formatFactor(gain.after.ceiling);
  const gained = before === after ? chalk.dim(after) : `${before} → ${chalk.green(after)}`;
  const lines = [
    padEnd(first, name) +
      padStart(formatCount(finding.waiting), WAITING) +
      padStart(formatCount(finding.tests + finding.blocks), PLACES) +
      padStart(gained, GAIN),
  ];
  const more = (text: string) => lines.push(chalk.dim(INDENT + cut(text, columns - INDENT.length)));
  if (at !== "" && !beside) more(at);
  const neighbours = variable.members.filter((member) => !member.changed);
  if (neighbours.length > 0 && neighbours.length < variable.members.length) {
    more(`in one slot with ${neighbours.map((member) => plain(member.name)).join(", ")}`);
  }
  if (variable.kind === "code" || variable.kind === "existence") {
    more("deployed by its test: contracts that a fixture deploys are left out");
  }
  const [hottest] = finding.elements;
  if (hottest !== undefined) {
    const others = finding.elements.length - 1;
    more(
      `${others > 0 ? `${formatCount(others + 1)} elements, most on` : "on"} ${plain(hottest.name)}  ${countOf(hottest.waits, "wait")}`,
    );
  }
  const pairs = finding.pairs.filter((pair) => pair.waits > 0);
  for (const pair of pairs.slice(0, MOST_PAIRS))
    lines.push(chalk.dim(pairLine(INDENT, pair, `  ${countOf(pair.waits, "wait")}`, "", columns)));
  if (pairs.length > MOST_PAIRS) more(`and ${countOf(pairs.length - MOST_PAIRS, "more pair")} of functions`);
  return lines;
}

function place({ source }: VariableFindings["variable"]): string {
  return source === undefined ? "" : `${plain(source.file)}:${source.line}`;
}
