import type { ChalkInstance } from "chalk";
import type { ContractMatrix, MatrixFindings, NamedCause, NamedPair } from "./matrix.ts";
import { countOf, formatCount } from "./numbers.ts";
import type { RenderOptions } from "./renderer.ts";
import { cut, cutNames, MOST_TEXT_COLUMNS, padEnd, padStart, plain, width, wrap } from "./text.ts";

const LEAST_COLUMNS = 72;
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MOST_PAIRS = 10;
const MOST_VARIABLES = 15;
const LONGEST_NAME = 32;
const CELL = 2;
const CALLS = 7;

/** The matrix of each contract, under it the variables that cause it, and last the conflicts between contracts. */
export function renderMatrix({ contracts, across }: MatrixFindings, options: RenderOptions): string {
  const { chalk } = options;
  const columns = Math.max(options.columns, LEAST_COLUMNS);
  const lines: string[] = [chalk.bold("Which functions can run in parallel")];
  if (contracts.length === 0) {
    return [...lines, "", "No transaction called a function of a contract whose source is known."].join("\n");
  }
  for (const contract of contracts) lines.push("", ...contractLines(contract, columns, chalk));
  if (across.length > 0) lines.push("", ...acrossLines(across, columns, chalk));
  const legend = [
    `${mark("always", chalk)} always: both use one and the same slot, however many users there are.`,
    `${mark("same-key", chalk)} same key: only calls that are given the same key meet, such as the same receiver.`,
    `${mark("never", chalk)} never: neither changes what the other reads, in any call of the tests.`,
  ];
  lines.push("", ...legend.flatMap((line) => wrap(line, Math.min(columns, MOST_TEXT_COLUMNS))));
  return lines.join("\n");
}

function mark(relation: NamedPair["relation"], chalk: ChalkInstance): string {
  if (relation === "always") return chalk.red("#");
  return relation === "same-key" ? chalk.yellow("=") : chalk.dim(".");
}

function contractLines(matrix: ContractMatrix, columns: number, chalk: ChalkInstance): string[] {
  const { contract, functions, unobserved } = matrix;
  const lines = [chalk.bold.cyan(plain(contract))];
  if (functions.length === 0) lines.push("No transaction of the tests called a function of it.");
  else
    lines.push(...table(matrix, columns, chalk), ...worstLines(matrix, columns), ...causeLines(matrix, columns, chalk));
  if (unobserved.length > 0) {
    const names = unobserved.map(plain).join(", ");
    const sentence =
      `Unobserved, as no transaction called them: ${names}. ` +
      "What another contract calls in them counts for the function that the transaction called.";
    lines.push(...wrap(sentence, Math.min(columns, MOST_TEXT_COLUMNS)).map((line) => chalk.dim(line)));
  }
  return lines;
}

/** The lower half of the matrix, as what holds for a and b holds for b and a; in bands where it is too wide. */
function table({ functions, pairs }: ContractMatrix, columns: number, chalk: ChalkInstance): string[] {
  const relations = new Map(pairs.map((pair) => [pair.functions.join("\0"), pair.relation]));
  const relationOf = (row: string, column: string) =>
    relations.get(`${column}\0${row}`) ?? relations.get(`${row}\0${column}`) ?? "never";
  const longest = Math.max(...functions.map(({ name }) => width(plain(name))));
  const name = Math.min(longest, LONGEST_NAME);
  const head = 3 + name + CALLS;
  const perBand = Math.max(Math.floor((columns - head) / CELL), 1);
  const lines: string[] = [];
  for (let start = 0; start < functions.length; start += perBand) {
    const band = functions.slice(start, start + perBand);
    const letters = band.map((_, i) => padStart(letterOf(start + i), CELL)).join("");
    lines.push(chalk.dim(padStart("calls", head) + letters));
    functions.forEach((row, index) => {
      if (index < start) return;
      const cells = band
        .slice(0, index - start + 1)
        .map((column) => padStart(mark(relationOf(row.name, column.name), chalk), CELL));
      const label = `${padStart(letterOf(index), 2)} ${padEnd(cut(plain(row.name), name), name)}`;
      lines.push(label + chalk.dim(padStart(formatCount(row.calls), CALLS)) + cells.join(""));
    });
  }
  return lines;
}

/** a to Z, then a1 and so on. */
function letterOf(index: number): string {
  const round = Math.floor(index / LETTERS.length);
  return `${LETTERS[index % LETTERS.length]}${round === 0 ? "" : round}`;
}

/** The pairs that always conflict, in words. */
function worstLines({ pairs }: ContractMatrix, columns: number): string[] {
  const always = pairs.filter(({ relation }) => relation === "always");
  if (always.length === 0) return [""];
  const names = always.slice(0, MOST_PAIRS).map(({ functions: [first, second] }) => {
    return first === second ? `${plain(first)} × itself` : `${plain(first)} × ${plain(second)}`;
  });
  const more = always.length > MOST_PAIRS ? ` and ${formatCount(always.length - MOST_PAIRS)} more` : "";
  return [...wrap(`Always wait for each other: ${names.join(", ")}${more}.`, Math.min(columns, MOST_TEXT_COLUMNS)), ""];
}

/** The variables on which functions of the contract meet, those first that make most pairs conflict always. */
function causeLines({ functions, pairs }: ContractMatrix, columns: number, chalk: ChalkInstance): string[] {
  const letters = new Map(functions.map(({ name }, index) => [name, letterOf(index)]));
  interface Meeting {
    readonly cause: NamedCause;
    readonly always: string[];
    readonly sameKey: string[];
    readonly sameSender: string[];
  }
  const meetings = new Map<number, Meeting>();
  for (const pair of pairs) {
    for (const cause of pair.causes) {
      const meeting = meetings.get(cause.variable.index) ?? { cause, always: [], sameKey: [], sameSender: [] };
      meetings.set(cause.variable.index, meeting);
      const list = cause.relation === "always" ? "always" : cause.sameSender ? "sameSender" : "sameKey";
      meeting[list].push(pair.functions.map((name) => letters.get(name)).join(""));
    }
  }
  const sorted = [...meetings.values()].sort(
    (a, b) => b.always.length - a.always.length || b.sameKey.length - a.sameKey.length,
  );
  const more = sorted.length - MOST_VARIABLES;
  const lines = sorted.slice(0, MOST_VARIABLES).flatMap(({ cause: { variable }, always, sameKey, sameSender }) => {
    const place = variable.source === undefined ? "" : `${plain(variable.source.file)}:${variable.source.line}`;
    const title = plain(variable.name);
    const fits = width(title) + 2 + width(place) <= columns;
    const head = fits
      ? [`${chalk.cyan(title)}${place === "" ? "" : `  ${chalk.dim(place)}`}`]
      : [chalk.cyan(cut(title, columns)), chalk.dim(cut(`  ${place}`, columns))];
    const list = (label: string, names: readonly string[]) =>
      names.length === 0 ? [] : wrap(`${label} ${names.join(" ")}`, columns, "    ");
    return [
      ...head,
      ...list("always:", always),
      ...list("same key:", sameKey),
      ...list("same key, the sender's own:", sameSender),
    ];
  });
  return more > 0 ? [...lines, chalk.dim(`and ${countOf(more, "more variable")}; --json FILE has them all`)] : lines;
}

/** Conflicts between functions of two contracts. */
function acrossLines(pairs: readonly NamedPair[], columns: number, chalk: ChalkInstance): string[] {
  const lines = [chalk.bold("Always, between contracts")];
  for (const { functions, causes } of pairs.slice(0, MOST_PAIRS)) {
    const always = causes.filter(({ relation }) => relation === "always");
    const more = always.length > 1 ? ` and ${formatCount(always.length - 1)} more` : "";
    const [first, second] = functions.map(plain) as [string, string];
    lines.push(cutNames(["  ", " × "], [first, second], columns));
    lines.push(chalk.dim(cutNames(["    on ", more], [plain(always[0]?.variable.name ?? "?")], columns)));
  }
  const more = pairs.length - MOST_PAIRS;
  if (more > 0) lines.push(chalk.dim(`  and ${countOf(more, "more pair")}`));
  return lines;
}
