import { CONFLICT_KINDS, isOrdering } from "../analysis/conflicts.ts";
import type { ConflictKind } from "../analysis/types.ts";
import type { AccessRow, SiteRow } from "../record/types.ts";
import { type ConflictPlaces, joinPlaces, PlaceCounter } from "./places.ts";

/** Two functions whose transactions met on a variable. */
export interface PairFindings {
  /** Names of the functions, in alphabetical order. */
  readonly functions: readonly [string, string];
  /** Index of the variable. */
  readonly variable: number;
  /** The element on which they met, when it is always the same: `Token.balances[0xf39F...2266 (signer 0)]`. */
  readonly element?: string;
  /** Edges of each kind. */
  readonly kinds: Readonly<Record<ConflictKind, number>>;
  /** Edges that make one wait for the other: `raw`, `rmw` and `commutative`. */
  readonly waits: number;
  /** The lines between which that happens, most waits first; empty where no source is known. */
  readonly places: readonly ConflictPlaces[];
}

/** Of the waits of a variable or a pair, those that need no value: both transactions only add. */
export function addingShare({ commutative, raw, rmw }: Readonly<Omit<Kinds, "protocol">>): "all" | "some" | "none" {
  if (commutative === 0) return "none";
  return raw + rmw === 0 ? "all" : "some";
}

type Kinds = Record<ConflictKind, number>;

const NO_KINDS: Readonly<Kinds> = { raw: 0, rmw: 0, "gas-only": 0, waw: 0, war: 0, protocol: 0, commutative: 0 };

const ORDERING_KINDS = CONFLICT_KINDS.filter(isOrdering);

function waitsOf(kinds: Kinds): number {
  return ORDERING_KINDS.reduce((sum, kind) => sum + kinds[kind], 0);
}

/** Counts the edges of a block by functions and variable. */
export class PairCounter {
  readonly #functions: readonly string[];
  readonly #sites: readonly SiteRow[];
  readonly #pairs = new Map<number, CountedPair>();

  /**
   * @param functions Names of the functions, by the numbers that `add` takes.
   * @param sites Of the record.
   */
  constructor(functions: readonly string[], sites: readonly SiteRow[] = []) {
    this.#functions = functions;
    this.#sites = sites;
  }

  /**
   * @param element Index of the key in the record.
   * @param earlier, later Accesses of the two transactions to it, when it is known at which lines they are.
   */
  add(
    first: number,
    second: number,
    variable: number,
    element: number,
    kind: ConflictKind,
    earlier?: AccessRow,
    later?: AccessRow,
  ): void {
    const count = this.#functions.length;
    const [low, high] = first < second ? [first, second] : [second, first];
    const id = (variable * count + low) * count + high;
    let counted = this.#pairs.get(id);
    if (counted === undefined) {
      const functions = [this.#functions[low] ?? "?", this.#functions[high] ?? "?"].sort(compareText);
      const kinds = { ...NO_KINDS };
      const pair = { functions: functions as [string, string], variable };
      counted = { pair, kinds, element, places: new PlaceCounter() };
      this.#pairs.set(id, counted);
    }
    counted.kinds[kind]++;
    if (earlier !== undefined && later !== undefined && isOrdering(kind)) counted.places.add(earlier, later);
    if (counted.element !== element) counted.element = SEVERAL;
  }

  /** @param nameOf Name of an element, by index of the key in the record. */
  finish(nameOf: (element: number) => string): PairFindings[] {
    const byName = new Map<string, PairFindings>();
    for (const { pair, kinds, element, places } of this.#pairs.values()) {
      const named = element === SEVERAL ? {} : { element: nameOf(element) };
      addPairs(byName, [{ ...pair, ...named, kinds, waits: waitsOf(kinds), places: places.finish(this.#sites) }]);
    }
    return sortPairs(byName.values());
  }
}

interface CountedPair {
  readonly pair: Pick<PairFindings, "functions" | "variable">;
  readonly kinds: Kinds;
  element: number;
  readonly places: PlaceCounter;
}

const SEVERAL = -1;

/** Sums pairs of the same functions and variable. */
export function addPairs(into: Map<string, PairFindings>, pairs: readonly PairFindings[]): void {
  for (const pair of pairs) {
    const id = JSON.stringify([pair.variable, ...pair.functions]);
    const before = into.get(id);
    if (before === undefined) {
      into.set(id, pair);
      continue;
    }
    const { element, ...sum } = before;
    const kinds: Kinds = { ...before.kinds };
    for (const kind of Object.keys(kinds) as ConflictKind[]) kinds[kind] += pair.kinds[kind];
    const same = element !== undefined && element === pair.element;
    const waits = before.waits + pair.waits;
    const places = joinPlaces([before.places, pair.places]);
    into.set(id, { ...sum, ...(same && { element }), kinds, waits, places });
  }
}

/** Most waits first, then most edges of any kind, then by name. */
export function sortPairs(pairs: Iterable<PairFindings>): PairFindings[] {
  const total = ({ kinds }: PairFindings) => Object.values(kinds).reduce((sum, count) => sum + count, 0);
  return [...pairs].sort(
    (a, b) =>
      b.waits - a.waits ||
      total(b) - total(a) ||
      compareText(a.functions[0], b.functions[0]) ||
      compareText(a.functions[1], b.functions[1]) ||
      a.variable - b.variable,
  );
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
