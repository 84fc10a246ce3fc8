import assert from "node:assert/strict";
import fc from "fast-check";
import { bal } from "../../../plugin/analysis/models/bal.ts";
import { ideal } from "../../../plugin/analysis/models/ideal.ts";
import { blockOf, blocks, largestOf, threadCounts } from "../../helpers/model-blocks.ts";
import { naiveMakespan } from "../../helpers/naive-analysis.ts";

describe("The bal model", () => {
  it("makes nobody wait, whatever they share", () => {
    const block = blockOf([
      [10, { total: "rw" }],
      [10, { total: "rw" }],
      [30, { total: "rw" }],
    ]);
    assert.equal(bal.run(block, 2).makespan, 40);
    assert.equal(bal.run(block, 3).makespan, 30);
    assert.equal(bal.run(block, 64).speedup, 50 / 30);
  });

  it("is list scheduling of transactions that have nothing to do with each other", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        const gas = [...block.table.gas];
        const alone = gas.map(() => new Set<number>());
        const { makespan } = bal.run(block, threads);
        assert.equal(makespan, naiveMakespan(alone, gas, threads));
        assert.equal(
          makespan,
          ideal.run(
            block.without(() => true),
            threads,
          ).makespan,
        );
      }),
    );
  });

  it("stays within Graham's bound, and never loses by another thread", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        const { makespan } = bal.run(block, threads);
        const largest = largestOf(block);
        // Multiplied out, so that no fraction is rounded.
        assert.ok(makespan * threads <= block.gas + (threads - 1) * largest);
        assert.ok(bal.run(block, threads + 1).makespan <= makespan);
      }),
    );
  });

  it("takes as long as the largest transaction where each has a thread of its own", () => {
    fc.assert(
      fc.property(blocks, (block) => assert.equal(bal.run(block, block.table.size + 1).makespan, largestOf(block))),
    );
  });
});
