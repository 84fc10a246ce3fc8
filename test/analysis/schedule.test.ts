import assert from "node:assert/strict";
import fc from "fast-check";
import { buildDependencies } from "../../plugin/analysis/graph.ts";
import { FULL, ORDERING, STORAGE_TOUCHED } from "../../plugin/analysis/rules.ts";
import { listSchedule, speedups } from "../../plugin/analysis/schedule.ts";
import { naiveDependencies, naiveMakespan } from "../helpers/naive-analysis.ts";
import { type SketchedTransaction, sketch, tables } from "../helpers/tables.ts";

function schedule(transactions: SketchedTransaction[], threads: number) {
  const { makespan, start } = listSchedule(
    buildDependencies(sketch(transactions).table, ORDERING, "last-writer"),
    threads,
  );
  return { makespan, start: [...start] };
}

describe("list schedule", () => {
  it("runs one after the other on one thread, in block order", () => {
    assert.deepEqual(
      schedule(
        [
          [10, {}],
          [20, {}],
          [30, {}],
        ],
        1,
      ),
      { makespan: 60, start: [0, 10, 30] },
    );
  });

  it("gives a free thread the lowest transaction that waits for nobody", () => {
    const rows: SketchedTransaction[] = [
      [10, { a: "rw" }],
      [10, { a: "rw" }],
      [4, {}],
      [4, {}],
      [4, {}],
    ];
    assert.deepEqual(schedule(rows, 2), { makespan: 20, start: [0, 10, 0, 4, 8] });
  });

  it("never interrupts a transaction once it runs", () => {
    const rows: SketchedTransaction[] = [
      [5, { a: "rw" }],
      [100, {}],
      [5, { a: "rw" }],
    ];
    assert.deepEqual(schedule(rows, 1), { makespan: 110, start: [0, 5, 105] });
    assert.deepEqual(schedule(rows, 2), { makespan: 100, start: [0, 0, 5] });
  });

  it("starts what several finished transactions release at the same time in block order", () => {
    const rows: SketchedTransaction[] = [
      [5, { b: "w" }],
      [5, { a: "w" }],
      [7, { a: "r" }],
      [2, { b: "r" }],
      [1, {}],
    ];
    assert.deepEqual(schedule(rows, 2), { makespan: 12, start: [0, 0, 5, 5, 7] });
  });

  it("holds a reader back until every payment it can see has been made, at no cost of its own", () => {
    const rows: SketchedTransaction[] = [
      [3, { B: "cw" }],
      [9, { B: "cw" }],
      [1, { B: "r" }],
    ];
    assert.deepEqual(schedule(rows, 4), { makespan: 10, start: [0, 0, 9] });
  });

  it("speeds an empty block up by nothing", () => {
    const empty = buildDependencies(sketch([]).table, ORDERING, "last-writer");
    assert.deepEqual(
      [...speedups(empty, [1, 8])],
      [
        [1, 1],
        [8, 1],
      ],
    );
  });

  it("agrees with a simulation of every gas unit on random blocks", () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(ORDERING, STORAGE_TOUCHED, FULL),
        fc.constantFrom("last-writer" as const, "all-writers" as const),
        fc.integer({ min: 1, max: 5 }),
        (table, rules, notion, threads) => {
          const { makespan } = listSchedule(buildDependencies(table, rules, notion), threads);
          assert.equal(makespan, naiveMakespan(naiveDependencies(table, rules, notion), [...table.gas], threads));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is never faster than its threads, nor worse than Graham's bound", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 8 }), (table, threads) => {
        const graph = buildDependencies(table, ORDERING, "last-writer");
        const total = table.gas.reduce((sum, gas) => sum + gas, 0);
        const { makespan } = listSchedule(graph, threads);
        const path = listSchedule(graph, table.size + 1).makespan;
        assert.ok(makespan * threads >= total && makespan >= path);
        assert.ok(makespan <= total / threads + path);
      }),
    );
  });
});
