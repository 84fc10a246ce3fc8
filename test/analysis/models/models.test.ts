import assert from "node:assert/strict";
import fc from "fast-check";
import { buildDependencies, heaviestPath } from "../../../plugin/analysis/graph.ts";
import { curveOf } from "../../../plugin/analysis/models/model.ts";
import { MODELS, modelNamed } from "../../../plugin/analysis/models/models.ts";
import { MODEL_NAMES } from "../../../plugin/analysis/models/target.ts";
import { DELTA, ORDERING } from "../../../plugin/analysis/rules.ts";
import { blockOf, blocks, largestOf, threadCounts } from "../../helpers/model-blocks.ts";

/** Models in which nobody runs before what it reads is there. */
const PATIENT = [
  ["ideal", ORDERING],
  ["block-stm", ORDERING],
  ["delta", DELTA],
  ["two-phase", ORDERING],
  ["locks", ORDERING],
] as const;

describe("Every execution model", () => {
  it("has a name of its own and says what it stands for", () => {
    assert.deepEqual(
      MODEL_NAMES.map((name) => modelNamed(name).name),
      [...MODEL_NAMES],
    );
    assert.equal(MODELS.length, MODEL_NAMES.length);
    for (const { describe } of MODELS) assert.ok(describe.length > 20);
  });

  it("takes no time for a block without transactions, which nothing speeds up", () => {
    for (const model of MODELS) {
      for (const [threads, result] of curveOf(model, blockOf([]))) {
        assert.deepEqual([result.threads, result.makespan, result.speedup], [threads, 0, 1]);
      }
    }
  });

  it("executes one by one on one thread", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        for (const model of MODELS)
          assert.deepEqual([model.name, model.run(block, 1).makespan], [model.name, block.gas]);
      }),
    );
  });

  it("is never faster than its threads, nor than its largest transaction", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        for (const model of MODELS) {
          const { makespan, speedup } = model.run(block, threads);
          assert.ok(makespan * threads >= block.gas && makespan >= largestOf(block), model.name);
          assert.equal(speedup, makespan === 0 ? 1 : block.gas / makespan);
        }
      }),
    );
  });

  it("says the same of the same block every time", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        for (const model of MODELS) assert.deepEqual(model.run(block, threads), model.run(block, threads));
      }),
    );
  });

  it("that keeps the order of conflicts is never faster than the ceiling", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        for (const [name, rules] of PATIENT) {
          const graph = buildDependencies(block.table, rules, "last-writer");
          const path = heaviestPath(graph, (tx) => block.table.gas[tx] ?? 0).weight;
          assert.ok(modelNamed(name).run(block, threads).makespan >= path, name);
        }
      }),
    );
  });

  it("that costs nothing but the transactions runs free ones as list scheduling does", () => {
    const free = blockOf([
      [7, { a: "w" }],
      [4, { b: "w" }],
      [4, { c: "w" }],
      [5, { d: "w" }],
    ]);
    for (const name of ["ideal", "block-stm", "delta", "two-phase", "locks", "bal"] as const) {
      assert.equal(modelNamed(name).run(free, 2).makespan, 12, name);
    }
  });
});
