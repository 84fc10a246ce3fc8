import assert from "node:assert/strict";
import fc from "fast-check";
import { ideal } from "../../../plugin/analysis/models/ideal.ts";
import { locks } from "../../../plugin/analysis/models/locks.ts";
import { AccessFlag } from "../../../plugin/record/flags.ts";
import { blockOf, blocks, threadCounts } from "../../helpers/model-blocks.ts";
import { naiveMakespan } from "../../helpers/naive-analysis.ts";
import { rowsOf, type SketchedTransaction } from "../../helpers/tables.ts";

const { READ, GAS_ONLY, WRITE, TOUCHED, CREDIT } = AccessFlag;

describe("The locks model", () => {
  it("lets readers of a key run together, and a writer alone", () => {
    const block = blockOf([
      [10, { price: "r" }],
      [10, { price: "r" }],
      [10, { price: "w" }],
      [10, { price: "r" }],
      [10, { price: "r" }],
    ]);
    assert.equal(locks.run(block, 4).makespan, 30);
    // With versions only the readers behind the writer wait: 0, 1 and 2 start at once.
    assert.equal(ideal.run(block, 4).makespan, 20);
  });

  it("makes two writers that never read wait for each other, and payments to one account as well", () => {
    const pairs: SketchedTransaction[][] = ["w", "g", "t"].map((letter) => [
      [10, { a: `${letter}t` }],
      [10, { a: `${letter}t` }],
    ]);
    for (const pair of pairs) assert.equal(locks.run(blockOf(pair), 2).makespan, 20);
    const payments: SketchedTransaction[] = [
      [10, { A: "cw" }],
      [10, { A: "cw" }],
    ];
    assert.equal(locks.run(blockOf(payments), 2).makespan, 20);
  });

  it("counts a guard that is set and restored as written", () => {
    const guarded: SketchedTransaction[] = [
      [10, { guard: "rt" }],
      [10, { guard: "rt" }],
    ];
    assert.equal(locks.run(blockOf(guarded), 2).makespan, 20);
    assert.equal(ideal.run(blockOf(guarded), 2).makespan, 10);
  });

  it("agrees with every pair looked at on random blocks", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        const rows = rowsOf(block.table);
        const writes = (flags: number): boolean => (flags & (WRITE | TOUCHED | CREDIT)) !== 0;
        const uses = (flags: number): boolean => writes(flags) || (flags & (READ | GAS_ONLY)) !== 0;
        const excludes = (a: Map<number, number>, b: Map<number, number>): boolean =>
          [...a].some(([key, flags]) => {
            const other = b.get(key) ?? 0;
            return uses(flags) && uses(other) && (writes(flags) || writes(other));
          });
        const waitsFor = rows.map(
          (row, j) => new Set(rows.slice(0, j).flatMap((earlier, i) => (excludes(earlier, row) ? [i] : []))),
        );
        assert.equal(locks.run(block, threads).makespan, naiveMakespan(waitsFor, [...block.table.gas], threads));
      }),
      { numRuns: 500 },
    );
  });

  it("is never faster than ideal with as many threads as transactions", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const threads = block.table.size + 1;
        assert.ok(locks.run(block, threads).makespan >= ideal.run(block, threads).makespan);
      }),
    );
  });
});
