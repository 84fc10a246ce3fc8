import type { SiteRow } from "../record/types.ts";
import type { Findings } from "./findings.ts";
import type { PairFindings } from "./pairs.ts";
import type { VariableFindings } from "./variable-findings.ts";
import type { Variable } from "./variables.ts";

/** A place of the source at which a variable makes transactions wait. */
export interface Spot {
  /** The line that writes; where that is unknown the one that reads, or the declaration. Undefined without a source. */
  readonly at?: SiteRow;
  readonly use: "written" | "read" | "declared" | "unknown";
  readonly waits: number;
  /** Functions that meet here, most waits first. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Lines that read what is written here, most waits first. */
  readonly reads: readonly SiteRow[];
}

/** A test in which transactions wait on the variable: where to look when no line of the source is known. */
export function testFileOf({ variable, gain }: VariableFindings, { tests }: Findings): string | undefined {
  const worst = gain?.block.subject.file;
  if (worst !== undefined) return worst;
  return tests.find((test) => (test.variables.get(variable.index)?.waiting ?? 0) > 0)?.subject.file;
}

/** Transactions that wait on a variable: of two functions, with their lines. */
type Meeting = Pick<PairFindings, "functions" | "waits" | "places">;

/** The places at which a variable makes transactions wait, most waits first: each line that writes it is one. */
export function spotsOf({ source }: Variable, pairs: readonly Meeting[]): Spot[] {
  const collected = new Map<string, CollectedSpot>();
  const spot = (use: Spot["use"], at: SiteRow | undefined): CollectedSpot => {
    const id = JSON.stringify([use, at?.file, at?.line, at?.function]);
    const known = collected.get(id) ?? { use, at, waits: 0, pairs: new Map(), reads: new Map() };
    collected.set(id, known);
    return known;
  };
  for (const pair of pairs.filter(({ waits }) => waits > 0)) {
    for (const { written, read, waits } of pair.places) {
      const here = written === undefined ? spot("read", read) : spot("written", written);
      count(here, pair, waits);
      if (written !== undefined && read !== undefined) add(here.reads, read, waits);
    }
    if (pair.places.length > 0) continue;
    count(source === undefined ? spot("unknown", undefined) : spot("declared", source), pair, pair.waits);
  }
  return [...collected.values()]
    .map(({ use, at, waits, pairs, reads }) => ({
      ...(at !== undefined && { at }),
      use,
      waits,
      pairs: mostFirst(pairs),
      reads: mostFirst(reads),
    }))
    .sort((a, b) => b.waits - a.waits);
}

interface CollectedSpot {
  readonly use: Spot["use"];
  readonly at: SiteRow | undefined;
  waits: number;
  /** By their text: what they are, and their waits. */
  readonly pairs: Map<string, [readonly [string, string], number]>;
  readonly reads: Map<string, [SiteRow, number]>;
}

function count(spot: CollectedSpot, { functions }: Meeting, waits: number): void {
  spot.waits += waits;
  add(spot.pairs, functions, waits);
}

function add<Value>(counts: Map<string, [Value, number]>, value: Value, waits: number): void {
  const id = JSON.stringify(value);
  const known = counts.get(id);
  if (known === undefined) counts.set(id, [value, waits]);
  else known[1] += waits;
}

function mostFirst<Value>(counts: ReadonlyMap<string, readonly [Value, number]>): Value[] {
  return [...counts.values()].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
