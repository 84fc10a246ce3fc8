import { distance } from "fastest-levenshtein";
import { compareText } from "./pairs.ts";

/** Most names that are suggested in place of a wrong one. */
const SUGGESTIONS = 3;
/** Changed letters by which others may be further away than the nearest name. */
const LEEWAY = 1;
/** Changed letters that a name counts at most if its last word is right. */
const SHARED_WORD = 3;

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

/**
 * The nearest of some names to a wrong one, nearest first. Whoever leaves out what is around a variable, `Bank.total` for
 * `Bank.BankStorage.book.total`, types its own name right: names that have it are near, however long they are.
 */
export function nearestNames(wanted: string, known: Iterable<string>): string[] {
  const lower = wanted.toLowerCase();
  const own = wordsOf(lower).at(-1);
  const ranked = [...new Set(known)].map((name) => {
    const far = distance(lower, name.toLowerCase());
    const isShared = own !== undefined && wordsOf(name.toLowerCase()).includes(own);
    return { name, far, rank: isShared ? Math.min(far, SHARED_WORD) : far };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.far - b.far || compareText(a.name, b.name));
  const [best] = ranked;
  if (best === undefined) return [];
  const isNear = ({ rank, far }: typeof best) => rank <= best.rank + LEEWAY && far <= best.far + LEEWAY;
  const near = ranked.slice(0, SUGGESTIONS).filter(isNear);
  return near.map(({ name }) => name);
}

/** The identifiers of a name: `token`, `balances`. */
function wordsOf(name: string): string[] {
  return name.split(/[^\p{L}\p{N}_$]+/u).filter((word) => word !== "");
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
