import assert from "node:assert/strict";
import fc from "fast-check";
import { twoPhase } from "../../../plugin/analysis/models/two-phase.ts";
import { ORDERING } from "../../../plugin/analysis/rules.ts";
import { blockOf, blocks } from "../../helpers/model-blocks.ts";
import { naiveDependencies, naiveMakespan } from "../../helpers/naive-analysis.ts";

const threadCounts = fc.integer({ min: 2, max: 6 });

describe("The two-phase model", () => {
  it("executes those that read what an earlier one writes once more, one by one", () => {
    const block = blockOf([
      [10, { total: "rw" }],
      [20, { total: "rw" }],
      [30, { total: "rw" }],
      [40, { other: "rw" }],
    ]);
    // On 2 threads 40 (10 + 30) and 60 (20 + 40) side by side, then 20 and 30 again.
    assert.deepEqual(twoPhase.run(block, 2), { threads: 2, makespan: 110, speedup: 100 / 110, aborts: 2 });
    assert.equal(twoPhase.run(block, 4).makespan, 40 + 50);
  });

  it("keeps versions: who only overwrites, or is overwritten after it read, runs once", () => {
    const block = blockOf([
      [10, { a: "w" }],
      [10, { a: "w", b: "r" }],
      [10, { b: "rw" }],
    ]);
    assert.deepEqual(twoPhase.run(block, 3), { threads: 3, makespan: 10, speedup: 3, aborts: 0 });
  });

  it("agrees with its definition on random blocks", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        const gas = [...block.table.gas];
        const again = naiveDependencies(block.table, ORDERING, "last-writer").map(({ size }) => size > 0);
        const first = naiveMakespan(
          gas.map(() => new Set()),
          gas,
          threads,
        );
        const second = gas.reduce((sum, one, tx) => sum + (again[tx] ? one : 0), 0);
        const { makespan, aborts } = twoPhase.run(block, threads);
        assert.deepEqual([makespan, aborts], [first + second, again.filter(Boolean).length]);
      }),
    );
  });

  it("never loses by another thread from two on", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        assert.ok(twoPhase.run(block, threads + 1).makespan <= twoPhase.run(block, threads).makespan);
      }),
    );
  });
});
