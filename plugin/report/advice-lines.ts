import type { ChalkInstance } from "chalk";
import type { Advice } from "../advice/advise.ts";
import { MEASURED } from "../advice/measured.ts";
import type { Findings } from "./findings.ts";
import { plain, width, wrap } from "./text.ts";

const MARK = "→ ";

/**
 * What would help, below a variable: the remedy, what it brought where it was measured, and its name, in one line where
 * it fits.
 */
export function adviceLines(
  advice: readonly Advice[],
  indent: string,
  columns: number,
  chalk: ChalkInstance,
): string[] {
  return advice.flatMap(({ remedy, confidence }) => {
    const text = confidence === "high" ? remedy.advice : `Perhaps: ${lowerFirst(remedy.advice)}`;
    const detail = [remedy.id, ...measuredDrop(remedy.id)].join(", ");
    const start = `${indent}${chalk.green(MARK)}`;
    const line = `${start}${text} ${chalk.dim(`(${detail})`)}`;
    if (width(line) <= columns) return [line];
    const below = indent + " ".repeat(MARK.length);
    const [first = "", ...others] = wrap(text, columns - below.length);
    return [start + first, ...others.map((rest) => below + rest), below + chalk.dim(`(${detail})`)];
  });
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** `measured: 15 → 2 waits`, of the remedy's first traffic. */
function measuredDrop(id: string): string[] {
  const [measurement] = MEASURED.get(id) ?? [];
  if (measurement === undefined) return [];
  const [before, after] = measurement.rows;
  return before.waits === after.waits ? [] : [`measured: ${before.waits} → ${after.waits} waits`];
}

/** How to read more about the remedies that the report names; undefined if it names none. */
export function adviceSentence({ variables }: Findings): string | undefined {
  const first = variables.find(({ advice }) => advice.length > 0)?.advice[0];
  if (first === undefined) return undefined;
  return (
    `${MARK}What would help, by the evidence of this run; measured: what it brought the contracts that show how. ` +
    `npx hardhat parallel advice ${first.remedy.id} prints them.`
  );
}

const MOST_NAMES = 5;

/** Names what many share although nobody waits for it, so that nobody fears it. */
export function harmlessSentence({ harmless }: Findings): string | undefined {
  const [first] = harmless;
  if (first === undefined) return undefined;
  const names = harmless.slice(0, MOST_NAMES).map(({ variable }) => plain(variable.name));
  const more = harmless.length - names.length;
  const list = more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
  return (
    `Shared, but nobody waits: ${list}. Only reading, or storing and restoring, is no conflict. ` +
    `More: npx hardhat parallel advice ${first.advice.remedy.id}.`
  );
}
