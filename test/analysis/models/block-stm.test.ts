import assert from "node:assert/strict";
import fc from "fast-check";
import { blockStm, blockStmBy, VALIDATION_GAS } from "../../../plugin/analysis/models/block-stm.ts";
import { delta } from "../../../plugin/analysis/models/delta.ts";
import { ideal } from "../../../plugin/analysis/models/ideal.ts";
import { DELTA, FULL_COMMUTATIVE, ORDERING } from "../../../plugin/analysis/rules.ts";
import { AccessFlag } from "../../../plugin/record/flags.ts";
import { blockOf, blockOfTable, blocks, threadCounts } from "../../helpers/model-blocks.ts";
import { naiveBlockStm } from "../../helpers/naive-models.ts";
import type { SketchedTransaction } from "../../helpers/tables.ts";

/** Validations that take no time, to be able to follow the clock. */
const free = blockStmBy("free", "", { rules: ORDERING, validationGas: 0 });

describe("The block-stm model", () => {
  it("executes a reader again that ran beside its writer", () => {
    const block = blockOf([
      [10, { a: "w" }],
      [10, { a: "r" }],
    ]);
    // Both run until 10. The second read what the first had not written yet: aborted, executed again until 20.
    assert.deepEqual(free.run(block, 2), { threads: 2, makespan: 20, speedup: 1, aborts: 1, waits: 0, validations: 3 });
  });

  it("puts a reader off that meets an estimate, and resumes it after the writer", () => {
    const block = blockOf([
      [10, { a: "rw" }],
      [10, { a: "rw" }],
      [10, { a: "rw" }],
    ]);
    // 1 is aborted at 10 and executed again. 2, whose turn comes at 10, meets 1's estimate, and runs from 20 on.
    const { makespan, aborts, waits } = free.run(block, 2);
    assert.deepEqual([makespan, aborts, waits], [30, 1, 1]);
  });

  it("lets all who wait for one estimate go at once, so that they conflict again", () => {
    const counter = blockOf(Array.from({ length: 4 }, (): SketchedTransaction => [10, { a: "rw" }]));
    // 0 and 1 run until 10: 1 is aborted, 2 and 3 meet its estimate. At 20 both of them go, and at 30 3 is aborted.
    assert.deepEqual(free.run(counter, 2), {
      threads: 2,
      makespan: 40,
      speedup: 1,
      aborts: 2,
      waits: 2,
      validations: 6,
    });
  });

  it("does not abort who read after the writer was done", () => {
    const block = blockOf([
      [10, { a: "w" }],
      [30, {}],
      [10, { a: "r" }],
    ]);
    const { makespan, aborts } = free.run(block, 2);
    assert.deepEqual([makespan, aborts], [30, 0]);
  });

  it("takes the price of a warm look-up for each read that it validates", () => {
    const block = blockOf([
      [1000, { a: "r", b: "r" }],
      [1000, { a: "r" }],
    ]);
    assert.equal(blockStm.run(block, 2).makespan, 1000 + 2 * VALIDATION_GAS);
  });

  it("lets payments to one account run side by side, and aborts who looked at the balance too early", () => {
    const payments: SketchedTransaction[] = [
      [10, { A: "cw" }],
      [10, { A: "cw" }],
    ];
    assert.deepEqual([free.run(blockOf(payments), 2).makespan, free.run(blockOf(payments), 2).aborts], [10, 0]);
    const { makespan, aborts } = free.run(blockOf([...payments, [10, { A: "r" }]]), 3);
    assert.deepEqual([makespan, aborts], [20, 1]);
  });

  it("equals list scheduling where nobody conflicts and validation is free", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        const blind = block.without(() => true);
        assert.equal(free.run(blind, threads).makespan, ideal.run(blind, threads).makespan);
      }),
    );
  });

  it("agrees with a second simulation, unit of gas by unit of gas, on random blocks", () => {
    fc.assert(
      fc.property(
        blocks,
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom(ORDERING, FULL_COMMUTATIVE, DELTA),
        fc.integer({ min: 0, max: 2 }),
        (block, threads, rules, validationGas) => {
          const { done, ...expected } = naiveBlockStm(block.table, rules, threads, validationGas);
          assert.ok(done);
          const {
            speedup: _,
            threads: __,
            ...found
          } = blockStmBy("", "", { rules, validationGas }).run(block, threads);
          assert.deepEqual(found, expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("The delta model", () => {
  it("frees counters that are only added to, where block-stm executes them one by one", () => {
    const counter = blockOf([
      [10_000, { total: "rwa" }],
      [10_000, { total: "rwa" }],
    ]);
    assert.ok(blockStm.run(counter, 2).makespan >= 20_000);
    assert.deepEqual(delta.run(counter, 2), {
      threads: 2,
      makespan: 10_000,
      speedup: 2,
      aborts: 0,
      waits: 0,
      validations: 2,
    });
  });

  it("still aborts who looks at the sum before all additions are made", () => {
    const block = blockOf([
      [10_000, { total: "rwa" }],
      [10_000, { total: "rwa" }],
      [10_000, { total: "r" }],
    ]);
    assert.equal(delta.run(block, 3).aborts, 1);
  });

  it("is block-stm where nothing is added", () => {
    fc.assert(
      fc.property(blocks, threadCounts, ({ table }, threads) => {
        const block = blockOfTable({ ...table, flags: table.flags.map((flags) => flags & ~AccessFlag.ADDS) });
        assert.deepEqual(delta.run(block, threads), blockStm.run(block, threads));
      }),
    );
  });
});
