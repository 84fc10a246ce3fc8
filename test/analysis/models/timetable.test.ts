import assert from "node:assert/strict";
import fc from "fast-check";
import { blockStm } from "../../../plugin/analysis/models/block-stm.ts";
import { ideal } from "../../../plugin/analysis/models/ideal.ts";
import { MODELS } from "../../../plugin/analysis/models/models.ts";
import { twoPhase } from "../../../plugin/analysis/models/two-phase.ts";
import { blockOf, blocks, threadCounts } from "../../helpers/model-blocks.ts";

describe("The timetable of a model", () => {
  for (const model of MODELS) {
    it(`runs each transaction to an end once, on threads that do one thing at a time: ${model.name}`, () => {
      fc.assert(
        fc.property(blocks, threadCounts, (block, threads) => {
          const timetable = model.timetable(block, threads);
          const { makespan, aborts = 0 } = model.run(block, threads);
          const kept = timetable.filter(({ aborted }) => !aborted).map(({ transaction }) => transaction);
          assert.deepEqual(
            kept.sort((a, b) => a - b),
            [...block.table.gas.keys()],
          );
          assert.equal(timetable.length - kept.length, aborts);
          const freeAt = new Map<number, number>();
          for (const { thread, transaction, start, end } of timetable) {
            assert.ok(thread >= 0 && thread < threads);
            assert.ok(start >= (freeAt.get(thread) ?? 0), "two at once on one thread");
            assert.equal(end - start, block.table.gas[transaction]);
            freeAt.set(thread, end);
          }
          // Block-STM ends with a validation, all others with an execution.
          const last = Math.max(0, ...timetable.map(({ end }) => end));
          if (model.name === "block-stm" || model.name === "delta") assert.ok(last <= makespan);
          else assert.equal(last, makespan);
        }),
      );
    });
  }

  it("shows that a transaction starts when the one that it waits for ends", () => {
    const block = blockOf([
      [10, { a: "rw" }],
      [30, {}],
      [10, { a: "rw" }],
    ]);
    assert.deepEqual(ideal.timetable(block, 2), [
      { thread: 0, transaction: 0, start: 0, end: 10, aborted: false },
      { thread: 1, transaction: 1, start: 0, end: 30, aborted: false },
      { thread: 0, transaction: 2, start: 10, end: 20, aborted: false },
    ]);
  });

  it("shows the executions that are thrown away", () => {
    const block = blockOf([
      [10, { a: "w" }],
      [10, { a: "r" }],
    ]);
    for (const model of [blockStm, twoPhase]) {
      const thrownAway = model.timetable(block, 2).filter(({ aborted }) => aborted);
      assert.deepEqual(
        thrownAway.map(({ transaction, start }) => ({ transaction, start })),
        [{ transaction: 1, start: 0 }],
      );
    }
  });
});
