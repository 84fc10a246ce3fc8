import type { AccessTable, ConflictKind, ConflictRules, DependencyNotion } from "../../plugin/analysis/types.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import { rowsOf } from "./tables.ts";

/**
 * The definitions of the analysis, read off literally: every pair of transactions is looked at, nothing is shared.
 * Quadratic or worse, and so plain that it can be checked by eye.
 */

/** `dependsOn[j]` holds every i on which j depends. */
export function naiveDependencies(table: AccessTable, rules: ConflictRules, notion: DependencyNotion): Set<number>[] {
  const rows = rowsOf(table);
  const isSlot = (key: number): boolean => table.isSlot[key] === 1;
  const writes = (tx: number, key: number): boolean => rules.writes(rows[tx]?.get(key) ?? 0, isSlot(key));
  const reads = (tx: number, key: number): boolean => rules.reads(rows[tx]?.get(key) ?? 0, isSlot(key));
  const overwrites = (tx: number, key: number): boolean =>
    writes(tx, key) && (reads(tx, key) || !rules.increments(rows[tx]?.get(key) ?? 0, isSlot(key)));

  return rows.map((row, j) => {
    const dependencies = new Set<number>();
    for (const key of row.keys()) {
      if (!reads(j, key)) continue;
      for (let i = j - 1; i >= 0; i--) {
        if (writes(i, key)) dependencies.add(i);
        if (notion === "last-writer" && overwrites(i, key)) break;
      }
    }
    return dependencies;
  });
}

/** Start and end of every transaction with unlimited threads: the longest way through the dependencies by weight. */
export function naiveLongest(dependsOn: readonly Set<number>[], weight: (tx: number) => number): number {
  const finish = (tx: number): number => weight(tx) + Math.max(0, ...[...(dependsOn[tx] ?? [])].map(finish));
  return Math.max(0, ...dependsOn.map((_, tx) => finish(tx)));
}

/** List scheduling gas unit by gas unit. */
export function naiveMakespan(dependsOn: readonly Set<number>[], gas: readonly number[], threads: number): number {
  const left = [...gas];
  const state = gas.map((): "waiting" | "running" | "done" => "waiting");
  let time = 0;
  while (state.some((one) => one !== "done")) {
    const ready = (tx: number): boolean => [...(dependsOn[tx] ?? [])].every((i) => state[i] === "done");
    for (let tx = 0; tx < gas.length; tx++) {
      const running = state.filter((one) => one === "running").length;
      if (running < threads && state[tx] === "waiting" && ready(tx)) state[tx] = "running";
    }
    time++;
    for (let tx = 0; tx < gas.length; tx++) {
      if (state[tx] !== "running") continue;
      left[tx] = (left[tx] ?? 0) - 1;
      if (left[tx] === 0) state[tx] = "done";
    }
  }
  return time;
}

/** The set of each transaction that dependencies hold together with it, by repeated merging. */
export function naiveComponents(dependsOn: readonly Set<number>[]): number[] {
  const label = dependsOn.map((_, tx) => tx);
  for (let changed = true; changed; ) {
    changed = false;
    dependsOn.forEach((set, j) => {
      for (const i of set) {
        const low = Math.min(label[i] ?? 0, label[j] ?? 0);
        if (label[i] !== low || label[j] !== low) changed = true;
        label[i] = low;
        label[j] = low;
      }
    });
  }
  return label;
}

export function naivePairs(table: AccessTable, rules: ConflictRules) {
  const rows = rowsOf(table);
  const sets = (counts: ConflictRules["reads"]): Set<number>[] =>
    rows.map(
      (row) => new Set([...row].filter(([key, flags]) => counts(flags, table.isSlot[key] === 1)).map(([k]) => k)),
    );
  const reads = sets(rules.reads);
  const writes = sets(rules.writes);
  const meet = (a?: Set<number>, b?: Set<number>): boolean => [...(a ?? [])].some((key) => b?.has(key));
  let rawPairs = 0;
  let anyPairs = 0;
  const followers = new Set<number>();
  const met = new Set<number>();
  for (let j = 0; j < rows.length; j++) {
    for (let i = 0; i < j; i++) {
      const raw = meet(writes[i], reads[j]);
      if (raw) {
        rawPairs++;
        followers.add(j);
      }
      if (raw || meet(reads[i], writes[j]) || meet(writes[i], writes[j])) {
        anyPairs++;
        met.add(i).add(j);
      }
    }
  }
  return { rawPairs, anyPairs, withRawPredecessor: followers.size, inNoConflict: rows.length - met.size };
}

/** Every conflict edge as `from to key kind`, sorted. */
export function naiveConflicts(table: AccessTable): string[] {
  const { READ, GAS_ONLY, WRITE, PROTOCOL_READ, PROTOCOL_WRITE, NET, FEE, ADDS } = AccessFlag;
  const rows = rowsOf(table);
  const edges: string[] = [];
  const lastBefore = (j: number, key: number, mask: number): number =>
    rows.findLastIndex((row, i) => i < j && ((row.get(key) ?? 0) & mask) !== 0);
  rows.forEach((row, j) => {
    for (const [key, flags] of row) {
      const add = (from: number, kind: ConflictKind): number => edges.push(`${from} ${j} ${key} ${kind}`);
      const writer = lastBefore(j, key, WRITE);
      const change = lastBefore(j, key, WRITE | NET | PROTOCOL_WRITE | FEE);
      const reads = (flags & READ) !== 0;
      const writes = (flags & WRITE) !== 0;
      const bothAdd = (flags & (rows[writer]?.get(key) ?? 0) & ADDS) !== 0;
      if (writer >= 0 && reads) add(writer, !writes ? "raw" : bothAdd ? "commutative" : "rmw");
      if (writer >= 0 && !reads && flags & GAS_ONLY) add(writer, "gas-only");
      if (writer >= 0 && !reads && !(flags & GAS_ONLY) && writes) add(writer, "waw");
      if (flags & (READ | PROTOCOL_READ) && change >= 0 && !(reads && change === writer)) add(change, "protocol");
      if (!writes) continue;
      for (let i = writer + 1; i < j; i++) if ((rows[i]?.get(key) ?? 0) & (READ | GAS_ONLY)) add(i, "war");
    }
  });
  return edges.sort();
}
