import type { ChalkInstance } from "chalk";
import { adviceLines } from "./advice-lines.ts";
import type { Findings } from "./findings.ts";
import { countOf, formatCount, formatFactor } from "./numbers.ts";
import { pairLines, waitsLabel } from "./pair-line.ts";
import { addingShare } from "./pairs.ts";
import { placeLines } from "./place-line.ts";
import { cut, cutNames, padEnd, padStart, plain, width } from "./text.ts";
import type { VariableFindings } from "./variable-findings.ts";
import type { Variable } from "./variables.ts";

const MOST_VARIABLES = 10;
const MOST_PAIRS = 3;
const WAITING = 9;
const PLACES = 7;
const GAIN = 18;
const INDENT = "    ";
/** Running text is hard to read in longer lines. */
const MOST_ADVICE_COLUMNS = 110;

/** The variables that make transactions wait, in the order in which to take them on. */
export function variableTable({ variables }: Findings, columns: number, chalk: ChalkInstance): string[] {
  if (variables.length === 0) return [];
  const shown = variables.slice(0, MOST_VARIABLES);
  const title = "What they wait for, worst first";
  const longest = Math.max(...shown.map(({ variable }) => width(plain(variable.name)) + 2 + width(place(variable))));
  const name = Math.min(Math.max(INDENT.length + longest, width(title)), columns - WAITING - PLACES - GAIN);
  const lines = [
    chalk.bold(padEnd(title, name)) +
      chalk.dim(padStart("waiting", WAITING) + padStart("tests", PLACES) + padStart("ceiling if fixed", GAIN)),
  ];
  for (const [index, finding] of shown.entries()) {
    const number = padStart(`${index + 1}. `, INDENT.length);
    lines.push(...titleLines(number, finding, name, columns, chalk));
    lines.push(...[...groupLines(finding, variables), ...detailLines(finding, columns)].map((line) => chalk.dim(line)));
    lines.push(...adviceLines(finding.advice, INDENT, Math.min(columns, MOST_ADVICE_COLUMNS), chalk));
  }
  const more = variables.length - shown.length;
  if (more > 0) lines.push(chalk.dim(`${INDENT}and ${countOf(more, "more variable")}`));
  return lines;
}

/** Name, place and figures in one line, or in two: where the name leaves no room, the figures stand beside the place. */
function titleLines(
  number: string,
  finding: VariableFindings,
  name: number,
  columns: number,
  chalk: ChalkInstance,
): string[] {
  const label = plain(finding.variable.name);
  const at = place(finding.variable);
  const room = name - INDENT.length;
  const figures = figuresOf(finding, chalk);
  const shownPlace = INDENT + chalk.dim(cut(at, room));
  if (width(label) > room) {
    return [number + chalk.cyan(cut(label, columns - INDENT.length)), padEnd(shownPlace, name) + figures];
  }
  if (at !== "" && width(label) + 2 + width(at) <= room) {
    return [padEnd(`${number}${chalk.cyan(label)}  ${chalk.dim(at)}`, name) + figures];
  }
  return [
    padEnd(number + chalk.cyan(label), name) + figures,
    ...(at === "" ? [] : [INDENT + chalk.dim(cut(at, columns - INDENT.length))]),
  ];
}

function figuresOf({ gain, waiting, tests, blocks }: VariableFindings, chalk: ChalkInstance): string {
  const before = gain === undefined ? "" : formatFactor(gain.before.ceiling);
  const after = gain === undefined ? "" : formatFactor(gain.after.ceiling);
  const gained = before === after ? chalk.dim(after) : `${before} → ${chalk.green(after)}`;
  return (
    padStart(formatCount(waiting), WAITING) + padStart(formatCount(tests + blocks), PLACES) + padStart(gained, GAIN)
  );
}

/** Which other variables have to go, too, before anything is gained. */
function groupLines({ gain, variable }: VariableFindings, variables: readonly VariableFindings[]): string[] {
  const others = (gain?.group ?? []).filter((index) => index !== variable.index);
  if (others.length === 0) return [];
  const places = others.map((index) => variables.findIndex((other) => other.variable.index === index) + 1);
  return [`${INDENT}gains only together with ${places.sort((a, b) => a - b).join(" and ")}`];
}

/** What is said of a variable that makes calls wait for the deployment of what they call. */
export const DEPLOYMENT = "deployed by its test: contracts that a fixture deploys are left out";

export function isDeployment({ kind }: Variable): boolean {
  return kind === "code" || kind === "existence";
}

function detailLines({ variable, edges, elements, pairs }: VariableFindings, columns: number): string[] {
  const lines: string[] = [];
  const neighbours = variable.members.filter((member) => !member.changed);
  if (neighbours.length > 0 && neighbours.length < variable.members.length) {
    lines.push(
      cutNames([`${INDENT}in one slot with `], [neighbours.map((member) => plain(member.name)).join(", ")], columns),
    );
  }
  if (isDeployment(variable)) lines.push(INDENT + DEPLOYMENT);
  const adding = addingShare(edges);
  if (adding !== "none") {
    const { commutative, raw, rmw } = edges;
    const share = `${formatCount(commutative)} of ${countOf(raw + rmw + commutative, "wait")}`;
    const which = adding === "all" ? "only added to:" : `additions: ${share},`;
    lines.push(cut(`${INDENT}${which} free on chains with delta writes (aggregators)`, columns));
  }
  const [hottest] = elements;
  if (hottest !== undefined) {
    const others = elements.length > 1 ? `, the most of ${formatCount(elements.length)}` : "";
    const line = `${INDENT}${countOf(hottest.waits, "wait")} on `;
    const fits = width(line + plain(hottest.name) + others) <= columns;
    lines.push(cutNames([line, fits ? others : ""], [plain(hottest.name)], columns));
  }
  const waiting = pairs.filter((pair) => pair.waits > 0);
  const shown = new Set<string>();
  for (const pair of waiting.slice(0, MOST_PAIRS)) {
    lines.push(
      ...pairLines(
        `${INDENT}${adding === "some" ? waitsLabel(pair) : `${countOf(pair.waits, "wait")}: `}`,
        pair,
        "",
        columns,
      ),
    );
    const places = placeLines(pair.places, columns - INDENT.length - 2).map((line) => `${INDENT}  ${line}`);
    // Pairs that meet in one inner function, as those of a token do, have the same lines.
    if (shown.has(places.join())) continue;
    lines.push(...places);
    shown.add(places.join());
  }
  if (waiting.length > MOST_PAIRS) {
    lines.push(`${INDENT}and ${countOf(waiting.length - MOST_PAIRS, "more pair")} of functions`);
  }
  return lines;
}

function place({ source }: VariableFindings["variable"]): string {
  return source === undefined ? "" : `${plain(source.file)}:${source.line}`;
}
