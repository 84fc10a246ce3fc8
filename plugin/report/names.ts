import { distance } from "fastest-levenshtein";
import { compareText } from "./pairs.ts";

/** Most names that are suggested in place of a wrong one. */
const SUGGESTIONS = 3;
/** Changed letters by which others may be further away than the nearest name. */
const LEEWAY = 1;

/** A name that nothing in the record has. */
export class UnknownNameError extends Error {
  readonly wanted: string;
  /** The nearest names that there are. */
  readonly nearest: readonly string[];

  /** @param kind What was looked for: `variable`, `function`, `contract`. */
  constructor(kind: string, wanted: string, known: Iterable<string>) {
    const nearest = nearestNames(wanted, known);
    const mend =
      nearest.length === 0
        ? `The record has no ${kind}s.`
        : `Did you mean ${nearest.map((name) => `"${name}"`).join(" or ")}?`;
    super(`No ${kind} "${wanted}" in the record. ${mend}`);
    this.name = "UnknownNameError";
    this.wanted = wanted;
    this.nearest = nearest;
  }
}

/** The nearest of some names to a wrong one, nearest first. */
export function nearestNames(wanted: string, known: Iterable<string>): string[] {
  const lower = wanted.toLowerCase();
  const far = (name: string) => distance(lower, name.toLowerCase());
  const sorted = [...new Set(known)].sort((a, b) => far(a) - far(b) || compareText(a, b));
  const [best] = sorted;
  if (best === undefined) return [];
  return sorted.slice(0, SUGGESTIONS).filter((name) => far(name) <= far(best) + LEEWAY);
}

/**
 * Splits what an option of the command line was given: `A.x,B.y`. What is a known name as a whole is not split, since the
 * names of variables that share a slot are joined by commas: `Pair.reserve0, reserve1`.
 */
export function splitNames(text: string, isKnown: (name: string) => boolean): string[] {
  if (isKnown(text.trim())) return [text.trim()];
  const names: string[] = [];
  // Commas between the types of an overloaded function, `move(address,uint256)`, part nothing.
  for (const part of text.split(/,(?![^(]*\))/)) {
    const name = part.trim();
    if (name !== "") names.push(name);
  }
  return names;
}
