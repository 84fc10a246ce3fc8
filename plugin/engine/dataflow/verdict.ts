import { bigIntMax, bigIntMin } from "@ethereumjs/util";
import type { StorageAccess } from "../access/types.ts";
import { covers, type Field, type Interval, sameField } from "./curve.ts";
import { evaluate, ones, type Sum, type Term, type Value } from "./value.ts";

/** Why a transaction is not proven to only add to a slot. */
export type Refusal =
  | "branched on"
  | "returned"
  | "logged"
  | "passed on"
  | "stored elsewhere"
  | "used as a position"
  | "priced"
  | "not added to"
  | "executed differently";

/** Something added to a field of a slot, modulo 2^width. */
export interface Addition extends Field {
  readonly amount: bigint;
  /** How far the field is raised, and lowered, at most on the way: it has to have that much room in its type. */
  readonly rise: bigint;
  readonly fall: bigint;
}

/** What a transaction is proven to do to a slot, or why it is not proven to only add to it. */
export type Verdict =
  | { readonly adds: true; readonly additions: readonly Addition[] }
  | { readonly adds: false; readonly refusal: Refusal };

/** A jump went the same way for these values of the field and no others. */
export interface Condition {
  readonly field: Field;
  readonly holds: readonly Interval[];
}

/** What was found out about a slot while a transaction ran. */
export interface Findings {
  readonly access: Pick<StorageAccess, "before" | "after">;
  /** Its value went where it must not. */
  readonly refusal: Refusal | undefined;
  /** What is in the slot at the end; undefined for a constant. */
  readonly final: Value | undefined;
  readonly conditions: readonly Condition[];
  /** What was ever stored to the slot, the final value included. */
  readonly stores: readonly Value[];
}

/**
 * The judgement: the slot ends as what it was plus constants, each added to a field of it modulo 2^width, and every jump
 * that depended on it goes the same way as long as no addition leaves the range of its type.
 */
export function verdictOf({ access, refusal, final, conditions, stores }: Findings): Verdict {
  if (refusal !== undefined) return { adds: false, refusal };
  const terms = final === undefined ? undefined : addedTerms(final);
  if (terms === undefined) return { adds: false, refusal: "not added to" };
  if (evaluate(final as Value, BigInt(access.before)) !== BigInt(access.after)) {
    return { adds: false, refusal: "executed differently" };
  }
  const additions = terms.map((term) => additionTo(term, stores));
  const harmless = conditions.every((condition) => {
    const addition = additions.find((candidate) => sameField(candidate, condition.field));
    return addition !== undefined && isBoundsCheck(condition, addition);
  });
  return harmless ? { adds: true, additions } : { adds: false, refusal: "branched on" };
}

/** The terms to which something was added, if the slot consists of all of its fields in their places. */
function addedTerms(final: Value): readonly Term[] | undefined {
  if (final.kind !== "sum" || !isWhole(final)) return undefined;
  const added = final.terms.filter(({ delta }) => delta !== 0n);
  return added.length > 0 ? added : undefined;
}

function isWhole({ terms, constant }: Sum): boolean {
  const covered = terms.reduce((width, term) => width + (term.offset === term.shift ? term.width : 0), 0);
  return constant === 0n && covered === 256;
}

function additionTo({ offset, width, delta }: Term, stores: readonly Value[]): Addition {
  const size = 1n << BigInt(width);
  const terms = stores.flatMap((value) => (value.kind === "sum" ? value.terms : []));
  const inPlace = terms.filter((term) => sameField(term, { offset, width }) && term.offset === term.shift);
  // What adds more than half the range subtracts.
  const amounts = inPlace.map((term) => (term.delta < size / 2n ? term.delta : term.delta - size));
  const [rise, fall] = [bigIntMax(0n, ...amounts), -bigIntMin(0n, ...amounts)];
  return { offset, width, amount: delta, rise, fall };
}

/**
 * Whether the condition follows from the additions' staying in the range of the field's type. Of an unsigned type that
 * is its maximum alone: to stay above zero is what a debit is checked for. A signed type has two bounds that are as far
 * away.
 */
function isBoundsCheck({ field, holds }: Condition, { rise, fall }: Addition): boolean {
  const max = ones(field.width);
  if (fall === 0n && covers(holds, { low: 0n, high: max - rise })) return true;
  const half = 1n << BigInt(field.width - 1);
  return covers(holds, { low: 0n, high: half - 1n - rise }) && covers(holds, { low: half + fall, high: max });
}
