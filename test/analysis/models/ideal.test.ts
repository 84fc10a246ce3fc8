import assert from "node:assert/strict";
import fc from "fast-check";
import { analyseBlock } from "../../../plugin/analysis/metrics.ts";
import { ideal } from "../../../plugin/analysis/models/ideal.ts";
import { curveOf } from "../../../plugin/analysis/models/model.ts";
import { blockOf, blocks } from "../../helpers/model-blocks.ts";

describe("The ideal model", () => {
  it("runs each transaction as soon as what it reads is there", () => {
    const block = blockOf([
      [10, { total: "rw", x: "rw" }],
      [20, { total: "rw", y: "rw" }],
      [30, { z: "rw" }],
      [40, { price: "r" }],
    ]);
    assert.deepEqual(
      [...curveOf(ideal, block, [1, 2, 4])].map(([threads, { makespan }]) => [threads, makespan]),
      [
        [1, 100],
        [2, 70],
        [4, 40],
      ],
    );
  });

  it("is the speedup of the block's metrics, and its ceiling on endless threads", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const { metrics } = analyseBlock(block.table);
        const curve = curveOf(ideal, block);
        assert.deepEqual(new Map([...curve].map(([threads, { speedup }]) => [threads, speedup])), metrics.speedup);
        assert.equal(ideal.run(block, block.table.size + 1).speedup, metrics.ceiling.gas);
      }),
    );
  });
});
