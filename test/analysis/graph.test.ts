import assert from "node:assert/strict";
import fc from "fast-check";
import {
  buildDependencies,
  componentOf,
  conflicting,
  type Dependencies,
  heaviestPath,
  waveOf,
} from "../../plugin/analysis/graph.ts";
import {
  FULL,
  FULL_COMMUTATIVE,
  ORDERING,
  ORDERING_WITH_PROTOCOL,
  STORAGE,
  STORAGE_TOUCHED,
} from "../../plugin/analysis/rules.ts";
import type { ConflictRules, DependencyNotion } from "../../plugin/analysis/types.ts";
import { naiveComponents, naiveDependencies, naiveLongest } from "../helpers/naive-analysis.ts";
import { type SketchedTransaction, sketch, tables } from "../helpers/tables.ts";

const RULES: readonly ConflictRules[] = [
  ORDERING,
  ORDERING_WITH_PROTOCOL,
  STORAGE,
  STORAGE_TOUCHED,
  FULL,
  FULL_COMMUTATIVE,
];
const NOTIONS: readonly DependencyNotion[] = ["last-writer", "all-writers"];

function ordering(transactions: SketchedTransaction[], notion: DependencyNotion = "last-writer"): Dependencies {
  return buildDependencies(sketch(transactions).table, ORDERING, notion);
}

function gasPath(dependencies: Dependencies) {
  return heaviestPath(dependencies, (tx) => dependencies.gas[tx] ?? 0);
}

describe("dependency graph", () => {
  it("makes a chain of transactions that change one counter", () => {
    const chain = ordering([
      [10, { a: "rw" }],
      [20, { a: "rw" }],
      [30, { a: "rw" }],
    ]);
    assert.deepEqual(gasPath(chain), { weight: 60, members: [0, 1, 2], keys: [0, 0] });
    assert.deepEqual([...waveOf(chain)], [1, 2, 3]);
  });

  it("puts transactions that share nothing in one wave", () => {
    const free = ordering([
      [10, { a: "rw" }],
      [30, { b: "rw" }],
      [20, { c: "rw" }],
    ]);
    assert.deepEqual([...waveOf(free)], [1, 1, 1]);
    assert.deepEqual(gasPath(free), { weight: 30, members: [1], keys: [] });
  });

  it("tells the longest chain by count from the heaviest by gas", () => {
    const { table, key } = sketch([
      [100, { a: "w" }],
      [1, { b: "w" }],
      [100, { a: "r" }],
      [1, { b: "rw" }],
      [1, { b: "rw" }],
    ]);
    const both = buildDependencies(table, ORDERING, "last-writer");
    assert.deepEqual(gasPath(both), { weight: 200, members: [0, 2], keys: [key("a")] });
    assert.deepEqual(heaviestPath(both, () => 1).members, [1, 3, 4]);
  });

  it("waits for an overwritten writer only where all earlier writers count", () => {
    const rows: SketchedTransaction[] = [
      [100, { a: "w" }],
      [1, { a: "w" }],
      [5, { a: "r" }],
    ];
    assert.equal(gasPath(ordering(rows, "last-writer")).weight, 100);
    assert.deepEqual(gasPath(ordering(rows, "last-writer")).members, [0]);
    assert.deepEqual(gasPath(ordering(rows, "all-writers")).members, [0, 2]);
  });

  it("lets payments to one account run together, and whoever looks at the balance wait for all of them", () => {
    const paid = ordering([
      [100, { B: "cw" }],
      [1, { B: "cw" }],
      [1, { B: "cw" }],
      [5, { B: "r" }],
    ]);
    assert.deepEqual([...waveOf(paid)], [1, 1, 1, 2]);
    assert.deepEqual(gasPath(paid).members, [0, 3]);
    assert.equal(gasPath(paid).weight, 105);
  });

  it("does not join writers that nobody reads", () => {
    const unread = ordering([
      [1, { B: "cw" }],
      [1, { B: "cw" }],
    ]);
    assert.deepEqual([...conflicting(unread)], [0, 0]);
    assert.deepEqual([...componentOf(unread)], [0, 1]);
  });

  it("names a component by its first transaction", () => {
    const parts = ordering([
      [1, { a: "w" }],
      [1, { b: "w" }],
      [1, { a: "r", c: "w" }],
      [1, { b: "r" }],
      [1, { c: "r" }],
      [1, {}],
    ]);
    assert.deepEqual([...componentOf(parts)], [0, 1, 0, 1, 0, 5]);
    assert.deepEqual([...conflicting(parts)], [1, 1, 1, 1, 1, 0]);
  });

  it("has no path in an empty block", () => {
    assert.deepEqual(gasPath(ordering([])), { weight: 0, members: [], keys: [] });
  });

  it("agrees with the literal definition on random blocks, under all rules and notions", () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(...RULES), fc.constantFrom(...NOTIONS), (table, rules, notion) => {
        const graph = buildDependencies(table, rules, notion);
        const naive = naiveDependencies(table, rules, notion);
        const gas = (tx: number): number => table.gas[tx] ?? 0;
        assert.equal(heaviestPath(graph, gas).weight, naiveLongest(naive, gas));
        assert.equal(
          heaviestPath(graph, () => 1).weight,
          naiveLongest(naive, () => 1),
        );
        assert.equal(
          Math.max(0, ...waveOf(graph)),
          naiveLongest(naive, () => 1),
        );
        assert.deepEqual([...componentOf(graph)], naiveComponents(naive));
        const inEdge = naive.map((set, tx) => (set.size > 0 || naive.some((other) => other.has(tx)) ? 1 : 0));
        assert.deepEqual([...conflicting(graph)], inEdge);
      }),
      { numRuns: 1000 },
    );
  });

  it("returns a heaviest path whose members wait for each other on the keys it names", () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(...RULES), fc.constantFrom(...NOTIONS), (table, rules, notion) => {
        const graph = buildDependencies(table, rules, notion);
        const naive = naiveDependencies(table, rules, notion);
        const path = gasPath(graph);
        assert.equal(
          path.members.reduce((sum, tx) => sum + (table.gas[tx] ?? 0), 0),
          path.weight,
        );
        assert.equal(path.keys.length, Math.max(path.members.length - 1, 0));
        path.members.slice(1).forEach((tx, index) => {
          assert.ok(naive[tx]?.has(path.members[index] ?? -1));
        });
      }),
      { numRuns: 300 },
    );
  });

  it("has at most three edges an access, however many writers and readers a key has", () => {
    for (const letters of [["w", "r"], ["w"], ["r", "w", "w"], ["rw"]]) {
      for (const count of [1000, 2000, 4000]) {
        const rows = Array.from(
          { length: count },
          (_, tx): SketchedTransaction => [1, { hot: letters[tx % letters.length] as string }],
        );
        for (const notion of NOTIONS) {
          const { from, nodes } = ordering(rows, notion);
          assert.ok(from.length <= 3 * count, `${from.length} edges for ${count} accesses`);
          assert.ok(nodes <= 2 * count, `${nodes} nodes for ${count} accesses`);
        }
      }
    }
  });
});
