import type { Findings } from "./findings.ts";
import { type Marks, NO_MARKS } from "./headline.ts";
import { countOf, formatCount, formatGas } from "./numbers.ts";
import type { PreparationFindings, Preparer } from "./preparation.ts";
import { plain } from "./text.ts";

const MOST_CALLS = 4;

const OF: Readonly<Record<Preparer, string>> = { fixture: "of fixtures", hook: "of hooks", outside: "outside tests" };

/** `Left out: 12 transactions that only prepare tests` */
export function preparationTitle(preparations: readonly PreparationFindings[]): string {
  const transactions = sumOf(preparations, "transactions");
  return `Left out: ${countOf(transactions, "transaction")} that ${transactions === 1 ? "prepares" : "prepare"} tests`;
}

/** What is left out and why, whether it would conflict, and how to count it; undefined where nothing is. */
export function preparationSentence({ preparations, grouping }: Findings, marks: Marks = NO_MARKS): string | undefined {
  if (preparations.length === 0) return undefined;
  const kinds = (Object.keys(OF) as Preparer[]).flatMap((kind) => {
    const transactions = sumOf(
      preparations.filter(({ by }) => by === kind),
      "transactions",
    );
    return transactions === 0 ? [] : [`${formatCount(transactions)} ${OF[kind]}`];
  });
  const conflicting = sumOf(preparations, "conflicting");
  const [worst] = preparations.toSorted((a, b) => b.conflicting - a.conflicting);
  const variable = worst?.variables[0];
  const on = variable === undefined ? "" : `, most on ${marks.name(plain(variable))}`;
  const would = conflicting === 0 ? "none would conflict" : `${formatCount(conflicting)} would conflict${on}`;
  const canBeCounted = !grouping.fixtures && preparations.some(({ by }) => by !== "outside");
  const counted = canBeCounted ? ` ${marks.name("npx hardhat parallel report --fixtures")} counts them.` : "";
  const gas = formatGas(sumOf(preparations, "gas"));
  return `Left out, as they only prepare: ${kinds.join(", ")} (${gas} gas); among themselves ${would}.${counted}`;
}

/** `hooks of Vault`: what was done for which tests. @param name Marks a title. */
export function preparationName({ by, suite, file }: PreparationFindings, name: (title: string) => string): string {
  if (by === "outside") return "outside tests, or before and after all of a suite";
  const tests = suite ?? file;
  return `${by}s of ${tests === undefined ? "tests outside suites" : name(tests)}`;
}

/** What was called, most often first: `Token.mint × 16, Token.constructor`. @param name Marks a function. */
export function preparationCalls({ calls }: PreparationFindings, name: (title: string) => string): string {
  const shown = calls.slice(0, MOST_CALLS).map(({ function: called, transactions }) => {
    return transactions === 1 ? name(called) : `${name(called)} × ${formatCount(transactions)}`;
  });
  const more = calls.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${countOf(more, "more function")}` : shown.join(", ");
}

function sumOf(preparations: readonly PreparationFindings[], field: "transactions" | "gas" | "conflicting"): number {
  return preparations.reduce((sum, preparation) => sum + preparation[field], 0);
}
