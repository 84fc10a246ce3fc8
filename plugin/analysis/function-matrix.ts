import type { AccessRow, KeyRow, RunRecord } from "../record/types.ts";
import { ORDERING } from "./rules.ts";

/** Whether two calls of two functions conflict. */
export type Relation =
  /** A fixed slot that both use: however many users there are. */
  | "always"
  /** Only where both are given the same key: the same receiver, the same pool. */
  | "same-key"
  | "never";

/** A variable on which two functions meet. */
export interface MatrixCause {
  /** Index of the variable. */
  readonly variable: number;
  readonly relation: Exclude<Relation, "never">;
  /** Only calls of one and the same sender meet there, which follow each other in any case. */
  readonly sameSender: boolean;
}

export interface MatrixPair {
  /** Indexes into `functions` of the matrix, the lower one first; the same twice for two calls of one function. */
  readonly functions: readonly [number, number];
  readonly relation: Relation;
  /** `always` first, then by index of the variable. */
  readonly causes: readonly MatrixCause[];
}

/** What happened in all calls of a function. */
export interface MatrixFunction {
  /** Index into `functions` of the record. */
  readonly function: number;
  /** Observed calls. */
  readonly calls: number;
}

export interface FunctionMatrix {
  readonly functions: readonly MatrixFunction[];
  /** Every pair, `[0, 0]`, `[0, 1]`, `[1, 1]`, `[0, 2]` and so on. */
  readonly pairs: readonly MatrixPair[];
}

/** Which of a variable's slots a function uses: one that is always the same, the sender's own, or one that it is given. */
type Place = `fixed ${string}` | "sender" | "given";

/** How a function deals with the slots of one place. */
interface Dealings {
  reads: boolean;
  writes: boolean;
}

/**
 * Function against function, from everything that any test, fixture or script was seen to call: two calls need not have
 * met in a test to be compared. Both are taken to go to the same deployment, with the same contracts behind it.
 *
 * A pair conflicts on a variable when one changes what the other reads. It does so `always` when both use the same
 * fixed slot (a plain variable, or a mapping under a constant key), and on the `same-key` when at least one of them is
 * given the key, or the contract, by its caller.
 *
 * @param functions Indexes into `functions` of the record: the rows of the matrix, in order.
 * @param variableOf By index of the key: index of the variable that it belongs to.
 */
export function functionMatrix(
  record: RunRecord,
  functions: readonly number[],
  variableOf: ArrayLike<number>,
): FunctionMatrix {
  const rowOf = new Map(functions.map((number, row) => [number, row]));
  const calls = functions.map(() => 0);
  const dealings = functions.map(() => new Map<number, Map<Place, Dealings>>());
  for (const { transactions } of record.blocks) {
    for (const { function: called, accesses } of transactions) {
      const row = rowOf.get(called);
      if (row === undefined) continue;
      calls[row] = (calls[row] as number) + 1;
      for (const access of accesses) {
        note(dealings[row] as Map<number, Map<Place, Dealings>>, access, record.keys, variableOf);
      }
    }
  }
  const pairs: MatrixPair[] = [];
  for (let second = 0; second < functions.length; second++) {
    for (let first = 0; first <= second; first++) {
      pairs.push(compare([first, second], dealings[first] as ReadonlyDealings, dealings[second] as ReadonlyDealings));
    }
  }
  return { functions: functions.map((number, row) => ({ function: number, calls: calls[row] as number })), pairs };
}

type ReadonlyDealings = ReadonlyMap<number, ReadonlyMap<Place, Dealings>>;

function note(
  into: Map<number, Map<Place, Dealings>>,
  access: AccessRow,
  keys: readonly KeyRow[],
  variableOf: ArrayLike<number>,
): void {
  const key = keys[access.key] as KeyRow;
  const reads = ORDERING.reads(access.flags, key.kind === "slot");
  const writes = ORDERING.writes(access.flags, key.kind === "slot");
  if (!reads && !writes) return;
  const place = placeOf(key, access);
  // Ether that a sender pays comes from its own account, whatever it calls.
  if (key.kind !== "slot" && place === "sender") return;
  const variable = variableOf[access.key] as number;
  let places = into.get(variable);
  if (places === undefined) {
    places = new Map();
    into.set(variable, places);
  }
  const known = places.get(place);
  if (known === undefined) {
    places.set(place, { reads, writes });
  } else {
    known.reads ||= reads;
    known.writes ||= writes;
  }
}

function placeOf(key: KeyRow, { origin }: AccessRow): Place {
  const parts = origin?.split(",");
  if (parts === undefined ? !key.members.some(({ variable }) => variable.includes("[*]")) : parts.every(isFixedPart)) {
    return `fixed ${key.members.map(({ name }) => name).join() || (key.kind === "slot" ? key.slot : key.kind)}`;
  }
  return parts?.includes("s") === true ? "sender" : "given";
}

function isFixedPart(part: string): boolean {
  return part === "f";
}

function compare(functions: readonly [number, number], one: ReadonlyDealings, other: ReadonlyDealings): MatrixPair {
  const causes: MatrixCause[] = [];
  for (const [variable, places] of one) {
    const cause = causeOf(variable, places, other.get(variable) ?? new Map());
    if (cause !== undefined) causes.push(cause);
  }
  causes.sort((a, b) => rank(a.relation) - rank(b.relation) || a.variable - b.variable);
  return { functions, relation: causes[0]?.relation ?? "never", causes };
}

function rank(relation: Relation): number {
  return relation === "always" ? 0 : 1;
}

function causeOf(
  variable: number,
  one: ReadonlyMap<Place, Dealings>,
  other: ReadonlyMap<Place, Dealings>,
): MatrixCause | undefined {
  let [meets, sameSender] = [false, true];
  for (const [place, mine] of one) {
    for (const [otherPlace, theirs] of other) {
      if (!(mine.writes && theirs.reads) && !(mine.reads && theirs.writes)) continue;
      const bothFixed = place.startsWith("fixed") && otherPlace.startsWith("fixed");
      if (bothFixed && place === otherPlace) return { variable, relation: "always", sameSender: false };
      if (bothFixed) continue;
      meets = true;
      if (place !== "sender" || otherPlace !== "sender") sameSender = false;
    }
  }
  return meets ? { variable, relation: "same-key", sameSender } : undefined;
}
