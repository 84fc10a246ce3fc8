import assert from "node:assert/strict";
import fc from "fast-check";
import { buildDependencies, type Dependencies, heaviestPath, withoutKeys } from "../../plugin/analysis/graph.ts";
import { blockMetrics } from "../../plugin/analysis/metrics.ts";
import { FULL, ORDERING } from "../../plugin/analysis/rules.ts";
import type { AccessTable } from "../../plugin/analysis/types.ts";
import { climb, potential, type VariableBlock } from "../../plugin/analysis/what-if.ts";
import { type SketchedTransaction, sketch, tables } from "../helpers/tables.ts";

/** Four deposits of equal gas that all count `total`; the last two also share a slot of their own. */
const DEPOSITS: SketchedTransaction[] = [
  [10, { total: "rw", a: "rw" }],
  [10, { total: "rw", b: "rw" }],
  [10, { total: "rw", shared: "rw" }],
  [10, { total: "rw", shared: "rw" }],
];

/** Each of the two variables alone saves 10 of 50, both together 40. */
const OVERLAPPING: SketchedTransaction[] = [
  [10, { first: "rw" }],
  [10, { first: "rw", second: "rw" }],
  [10, { first: "rw", second: "rw" }],
  [10, { second: "rw" }],
  [10, { first: "rw", second: "rw" }],
];

/** The table with the accesses to some keys made invisible. */
function blind(table: AccessTable, removed: (key: number) => boolean): AccessTable {
  return { ...table, flags: table.flags.map((flags, position) => (removed(table.keys[position] ?? -1) ? 0 : flags)) };
}

function without(dependencies: Dependencies, removed: (key: number) => boolean, threads: readonly number[]) {
  return potential(withoutKeys(dependencies, removed), threads);
}

/** A block in which every key is a variable of its own. */
function blockOf(table: AccessTable): VariableBlock {
  const dependencies = buildDependencies(table, ORDERING, "last-writer");
  const waiters = new Map<number, Set<number>>();
  dependencies.key.forEach((key, edge) => {
    waiters.set(key, (waiters.get(key) ?? new Set()).add(dependencies.to[edge] ?? -1));
  });
  return {
    dependencies,
    variableOf: Array.from({ length: table.keyCount }, (_, key) => key),
    gas: table.gas.reduce((sum, gas) => sum + gas, 0),
    waiting: new Set(dependencies.to).size,
    criticalPath: { gas: heaviestPath(dependencies, (tx) => table.gas[tx] ?? 0).weight },
    variables: new Map([...waiters].map(([key, { size }]) => [key, { waiting: size }])),
  };
}

describe("what-if", () => {
  it("removes only what the variable alone carries", () => {
    const { table, key } = sketch(DEPOSITS);
    const graph = buildDependencies(table, ORDERING, "last-writer");
    assert.deepEqual(potential(graph, [2]), { ceiling: 1, speedup: new Map([[2, 1]]) });
    assert.deepEqual(
      without(graph, (k) => k === key("total"), [2, 4]),
      {
        ceiling: 2,
        speedup: new Map([
          [2, 40 / 30],
          [4, 2],
        ]),
      },
    );
    assert.equal(without(graph, (k) => k === key("shared"), [2]).ceiling, 1);
  });

  it("ranks variables greedily, each by what its removal gains once those before it are gone", () => {
    const { table, key } = sketch(DEPOSITS);
    const { rungs, rest } = climb([blockOf(table)], () => false, [4]);
    assert.deepEqual(
      rungs.map(({ variable, before, after, alone }) => [variable, before.ceiling, after.ceiling, alone.ceiling]),
      [
        [key("total"), 1, 2, 2],
        [key("shared"), 2, 4, 1],
      ],
    );
    assert.deepEqual(rest, []);
  });

  /** By groups: their variables, and the ceilings before and after. */
  function steps(blocks: readonly VariableBlock[], isInherent: (variable: number) => boolean = () => false) {
    const { rungs } = climb(blocks, isInherent, []);
    return rungs
      .filter(({ variable, group }) => variable === group[0])
      .map(({ group, before, after }) => [[...group].sort((a, b) => a - b), before.ceiling, after.ceiling]);
  }

  it("takes two variables for one step on which the same transactions meet", () => {
    const swaps: SketchedTransaction[] = Array.from({ length: 4 }, () => [10, { reserves: "rw", balances: "rw" }]);
    const { table, key } = sketch(swaps);
    assert.deepEqual(steps([blockOf(table)]), [[[key("reserves"), key("balances")], 1, 4]]);
    const { rungs } = climb([blockOf(table)], () => false, [2]);
    assert.deepEqual(
      rungs.map(({ after, alone }) => [after.speedup.get(2), alone.speedup.get(2)]),
      [
        [2, 2],
        [2, 2],
      ],
    );
  });

  it("takes three for one step where no two are enough, and no four", () => {
    const onAll = (names: readonly string[]) =>
      blockOf(
        sketch(Array.from({ length: 3 }, () => [10, Object.fromEntries(names.map((name) => [name, "rw"]))])).table,
      );
    assert.deepEqual(steps([onAll(["a", "b", "c"])]), [[[0, 1, 2], 1, 3]]);
    assert.deepEqual(
      steps([onAll(["a", "b", "c", "d"])]).map(([group]) => group),
      [[0], [1, 2, 3]],
    );
  });

  it("takes a variable alone that gains by itself, whatever gains more with it", () => {
    const { table, key } = sketch(OVERLAPPING);
    assert.deepEqual(
      steps([blockOf(table)]).map(([group]) => group),
      [[key("first")], [key("second")]],
    );
  });

  it("brings what no change mends forward only with what gains nothing without it", () => {
    const { table, key } = sketch([
      [10, { nonce: "rw", pairs: "rw" }],
      [10, { nonce: "rw", pairs: "rw" }],
      [10, { nonce: "rw", pairs: "rw" }],
      [10, { code: "rw" }],
      [10, { code: "rw" }],
    ]);
    const isInherent = (variable: number) => variable === key("nonce") || variable === key("code");
    assert.deepEqual(steps([blockOf(table)], isInherent), [
      [[key("nonce"), key("pairs")], 5 / 3, 5 / 2],
      [[key("code")], 5 / 2, 5],
    ]);
  });

  it("never saves less with a group than with its first variable, and ends where all variables are gone", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const block = blockOf(table);
        const { rungs, rest } = climb([block], () => false, []);
        assert.deepEqual(
          [...rungs.map(({ variable }) => variable), ...rest].sort(),
          [...block.variables.keys()].sort(),
        );
        for (const { group, before, after } of rungs) {
          assert.ok(after.ceiling >= before.ceiling);
          if (group.length > 1) assert.ok(after.ceiling > before.ceiling);
        }
        const last = rungs.at(-1);
        if (last !== undefined && rest.length === 0) {
          assert.equal(last.after.ceiling, without(block.dependencies, () => true, []).ceiling);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("puts first on which more transactions wait, of two variables that gain nothing alone", () => {
    const { table, key } = sketch(OVERLAPPING);
    const ranked = climb([blockOf(table)], () => false, []).rungs.map(({ variable }) => variable);
    assert.deepEqual(ranked, [key("first"), key("second")]);
  });

  it("adds up what a variable gains in all blocks, and shows the block where it gains most", () => {
    const small = blockOf(sketch(DEPOSITS.slice(0, 2)).table);
    const large = blockOf(sketch(DEPOSITS).table);
    const [rung] = climb([small, large], () => false, []).rungs;
    assert.equal(rung?.block, large);
  });

  it("ranks what no change mends after everything else, whatever it would gain", () => {
    const { table, key } = sketch([
      [90, { code: "rw" }],
      [90, { code: "rw" }],
      [10, { total: "rw" }],
      [10, { total: "rw" }],
    ]);
    const ranked = climb([blockOf(table)], (variable) => variable === key("code"), []).rungs;
    assert.deepEqual(
      ranked.map(({ variable }) => variable),
      [key("total"), key("code")],
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
          const found = without(buildDependencies(table, rules, notion), removed, [2, 3]);
          const expected = blockMetrics(buildDependencies(blind(table, removed), rules, notion), [2, 3]);
          assert.deepEqual(found, { ceiling: expected.ceiling.gas, speedup: expected.speedup });
        },
      ),
      { numRuns: 500 },
    );
  });
});
