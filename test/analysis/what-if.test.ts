import assert from "node:assert/strict";
import fc from "fast-check";
import { buildDependencies } from "../../plugin/analysis/graph.ts";
import { blockMetrics } from "../../plugin/analysis/metrics.ts";
import { FULL, ORDERING } from "../../plugin/analysis/rules.ts";
import type { AccessTable } from "../../plugin/analysis/types.ts";
import { potential, rankVariables, whatIf } from "../../plugin/analysis/what-if.ts";
import { type SketchedTransaction, sketch, tables } from "../helpers/tables.ts";

/** Four deposits of equal gas that all count `total`; the last two also share a slot of their own. */
const DEPOSITS: SketchedTransaction[] = [
  [10, { total: "rw", a: "rw" }],
  [10, { total: "rw", b: "rw" }],
  [10, { total: "rw", shared: "rw" }],
  [10, { total: "rw", shared: "rw" }],
];

/** The table with the accesses to some keys made invisible. */
function blind(table: AccessTable, removed: (key: number) => boolean): AccessTable {
  return { ...table, flags: table.flags.map((flags, position) => (removed(table.keys[position] ?? -1) ? 0 : flags)) };
}

describe("what-if", () => {
  it("removes only what the variable alone carries", () => {
    const { table, key } = sketch(DEPOSITS);
    const graph = buildDependencies(table, ORDERING, "last-writer");
    assert.deepEqual(potential(graph, [2]), { ceiling: 1, speedup: new Map([[2, 1]]) });
    assert.deepEqual(
      whatIf(graph, (k) => k === key("total"), [2, 4]),
      {
        ceiling: 2,
        speedup: new Map([
          [2, 40 / 30],
          [4, 2],
        ]),
      },
    );
    assert.equal(whatIf(graph, (k) => k === key("shared"), [2]).ceiling, 1);
  });

  it("ranks variables by what their removal gains", () => {
    const { table, key } = sketch(DEPOSITS);
    const graph = buildDependencies(table, ORDERING, "last-writer");
    const names = new Map(["total", "shared", "a", "b"].map((name) => [key(name), name]));
    const ranked = rankVariables(graph, (k) => names.get(k), { threads: [4] });
    assert.deepEqual(
      ranked.map(({ variable, waiting, waitingGas, gain }) => ({ variable, waiting, waitingGas, gain })),
      [
        { variable: "total", waiting: 3, waitingGas: 30, gain: { ceiling: 1, speedup: new Map([[4, 1]]) } },
        { variable: "shared", waiting: 1, waitingGas: 10, gain: { ceiling: 0, speedup: new Map([[4, 0]]) } },
      ],
    );
  });

  it("takes all keys of one variable away together, and leaves keys without a variable alone", () => {
    const { table, key } = sketch([
      [10, { first: "rw", second: "rw" }],
      [10, { first: "rw", second: "rw" }],
      [10, { N: "rw" }],
      [10, { N: "rw" }],
    ]);
    const graph = buildDependencies(table, ORDERING, "last-writer");
    const ranked = rankVariables(graph, (k) => (k === key("N") ? undefined : "Token.balances[*]"), { threads: [] });
    assert.deepEqual(
      ranked.map(({ variable, waiting }) => [variable, waiting]),
      [["Token.balances[*]", 1]],
    );
    assert.equal(ranked[0]?.without.ceiling, 2);
  });

  it("tries the variables of the critical path first when it may not try all", () => {
    const { table, key } = sketch([
      [50, { x: "rw" }],
      [50, { x: "rw" }],
      [30, { y: "rw" }],
      [30, { y: "rw", z: "rw" }],
      [30, { z: "rw" }],
      [1, { x: "r", y: "r" }],
    ]);
    const graph = buildDependencies(table, ORDERING, "last-writer");
    const ranked = rankVariables(graph, (k) => k, { limit: 1, threads: [] });
    assert.deepEqual(
      ranked.map(({ variable }) => variable),
      [key("x")],
    );
  });

  it("equals the analysis of a block that never made the accesses, on random blocks", () => {
    fc.assert(
      fc.property(
        tables,
        fc.integer({ min: 0, max: 63 }),
        fc.constantFrom(ORDERING, FULL),
        fc.constantFrom("last-writer" as const, "all-writers" as const),
        (table, mask, rules, notion) => {
          const removed = (key: number): boolean => ((mask >> key) & 1) === 1;
          const found = whatIf(buildDependencies(table, rules, notion), removed, [2, 3]);
          const expected = blockMetrics(buildDependencies(blind(table, removed), rules, notion), [2, 3]);
          assert.deepEqual(found, { ceiling: expected.ceiling.gas, speedup: expected.speedup });
        },
      ),
      { numRuns: 500 },
    );
  });
});
