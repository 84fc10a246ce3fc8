import assert from "node:assert/strict";
import { type GrowthRun, growthOf } from "../../bench/memory/growth.ts";
import { rowOfGrowth } from "../../bench/memory/suite.ts";

/** Grows by a megabyte a block at first, then by `resident` bytes, of which `held` are held. */
function run(resident: number, held: number): GrowthRun {
  const samples = Array.from({ length: 20 }, (_, index) => {
    const block = 100 * (index + 1);
    const begun = 1e6 * Math.min(block, 700);
    const later = Math.max(0, block - 700);
    return { block, resident: 5e8 + begun + resident * later, held: 1e8 + begun + held * later };
  });
  return { samples, milliseconds: 1000 };
}

describe("A benchmark of memory", () => {
  it("counts what a block adds once the process has settled", () => {
    assert.equal(Math.round(growthOf(run(900, 500), "resident")), 900);
    assert.equal(Math.round(growthOf(run(900, 500), "held")), 500);
    assert.equal(Math.round(growthOf(run(-20, 0), "resident")), -20);
  });

  it("compares bytes a block, the median of the rounds", () => {
    const { ratio, ...row } = rowOfGrowth("memory-calls", {
      engine: [run(1000, 500), run(9000, 500), run(800, 500)],
      edr: [run(16_000, 0), run(17_000, 0), run(15_000, 0)],
    });
    assert.equal(Math.round(ratio), 16);
    assert.deepEqual([row.suite, row.workload, row.subject, row.against], ["memory", "memory-calls", "engine", "edr"]);
    assert.equal(Math.round(Number(row.subjectBytes)), 1000);
    assert.equal(Math.round(Number(row.againstBytes)), 16_000);
    assert.equal(Math.round(Number(row.subjectHeldBytes)), 500);
  });

  it("counts no less for our network than what it holds", () => {
    const { subjectBytes, ratio } = rowOfGrowth("memory-calls", { engine: [run(200, 600)], edr: [run(18_000, 0)] });
    assert.deepEqual([Math.round(Number(subjectBytes)), Math.round(ratio)], [600, 30]);
  });

  it("takes a process that does not grow, or shrinks, for one that grows by next to nothing", () => {
    const { ratio } = rowOfGrowth("memory-fixtures", { engine: [run(-300, 0)], edr: [run(6400, 0)] });
    assert.equal(Math.round(ratio), 100);
  });
});
