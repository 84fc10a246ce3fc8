import type { ChalkInstance } from "chalk";
import type { Measurement } from "../advice/measurement.ts";
import type { Remedy } from "../advice/remedy.ts";
import { formatCount, formatFactor } from "./numbers.ts";
import type { RenderOptions } from "./renderer.ts";
import { padEnd, padStart, width, wrap } from "./text.ts";

/** Running text is hard to read in longer lines. */
const MOST_TEXT_COLUMNS = 110;
const LEAST_COLUMNS = 72;
const INDENT = "  ";

/** The remedies, one below the other. */
export function renderCatalogue(catalogue: readonly Remedy[], { columns, chalk }: RenderOptions): string {
  const text = Math.min(Math.max(columns, LEAST_COLUMNS), MOST_TEXT_COLUMNS);
  const lines = [chalk.bold("What commonly makes transactions wait, and what helps"), ""];
  for (const { id, title, advice } of catalogue) {
    lines.push(`${chalk.cyan(id)}  ${title}`, ...wrap(advice, text, INDENT).map((line) => chalk.dim(line)));
  }
  lines.push("", ...wrap("npx hardhat parallel advice ID prints one of them, with code before and after it.", text));
  return lines.join("\n");
}

/** One remedy as a page for the terminal. */
export function renderRemedy(
  remedy: Remedy,
  measurements: readonly Measurement[],
  { columns, chalk }: RenderOptions,
): string {
  const text = Math.min(Math.max(columns, LEAST_COLUMNS), MOST_TEXT_COLUMNS);
  const [before, after] = remedy.headings ?? ["Before", "After"];
  const section = (title: string, lines: readonly string[]) => ["", chalk.bold(title), ...lines];
  return [
    `${chalk.bold(remedy.title)} ${chalk.cyan(`(${remedy.id})`)}`,
    ...wrap(remedy.advice, text),
    ...section("Why transactions wait", wrap(remedy.cause, text)),
    ...section("How it is recognised", wrap(remedy.recognisedBy, text)),
    ...section(before, solidity(remedy.before, chalk)),
    ...section(after, solidity(remedy.after, chalk)),
    ...section("What it brings", wrap(remedy.effect, text)),
    ...measurements.flatMap((measurement) => measurementLines(measurement, chalk)),
    ...wrap(MEASUREMENT_LEGEND, text).map((line) => chalk.dim(line)),
    ...section("What it costs", wrap(remedy.tradeOff, text)),
    ...section(
      "Further reading",
      remedy.links.flatMap(({ title, url }) => [...wrap(title, text), `${INDENT}${chalk.cyan(url)}`]),
    ),
  ].join("\n");
}

/** What the columns of a measurement are, besides the measures of a block. */
export const MEASUREMENT_LEGEND =
  "delta and locks are speedups on 16 threads: of a chain on which additions need no value, and of one on which a " +
  "transaction locks all that it reads or stores to. There calls that bring ether to one contract stay in line, " +
  "whatever else they do: its balance is one key.";

function solidity(code: string, chalk: ChalkInstance): string[] {
  return code
    .trim()
    .split("\n")
    .map((line) => (line.trim() === "// ..." ? chalk.dim(INDENT + line) : INDENT + line).trimEnd());
}

const HEAD = ["waits", "waves", "ceiling", "delta", "locks", "gas"];
const COLUMN = 9;

function measurementLines({ traffic, rows }: Measurement, chalk: ChalkInstance): string[] {
  const name = Math.max(...rows.map(({ contract }) => width(contract))) + INDENT.length;
  const cells = (values: readonly string[]) => values.map((value) => padStart(value, COLUMN)).join("");
  const lines = ["", `${traffic}:`, chalk.dim(padEnd("", name) + cells(HEAD))];
  for (const { contract, waits, waves, ceiling, delta, locks, gas } of rows) {
    const factors = [ceiling, delta, locks].map(formatFactor);
    lines.push(
      padEnd(INDENT + contract, name) + cells([...[waits, waves].map(formatCount), ...factors, formatCount(gas)]),
    );
  }
  return lines;
}
