import assert from "node:assert/strict";
import { modelNamed } from "../../plugin/analysis/models/models.ts";
import { DEFAULT_TARGET, projectedTps, type Target } from "../../plugin/analysis/models/target.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { targetSentence } from "../../plugin/report/target-sentence.ts";
import * as records from "./records.ts";

function held(record: RunRecord, target: Partial<Target> = {}) {
  const findings = findingsOf(record, { ...DEFAULT_TARGET, ...target });
  const nameOf = (index: number): string | undefined =>
    findings.variables.find(({ variable }) => variable.index === index)?.variable.name;
  return {
    ...findings,
    held: findings.target,
    obstacles: findings.target?.obstacles.map(nameOf),
    sentence: targetSentence(findings),
  };
}

describe("projected TPS", () => {
  it("is the speedup times the gas a second of one thread over the gas of a transaction", () => {
    assert.equal(projectedTps(4, 1_000_000_000, 50_000), 80_000);
    assert.equal(projectedTps(1, 1_000_000_000, 0), 0);
  });
});

describe("The target", () => {
  it("is held against the block in which the worst variable costs most, under the model that is asked for", () => {
    for (const model of ["ideal", "two-phase"] as const) {
      const { held: found } = held(records.hotVariable(), { model, threads: 8 });
      assert.equal(found?.block.subject.title, "Vault takes deposits from many users");
      assert.equal(found.meanGas, found.block.gas / 40);
      const { speedup } = found.block.models.at(modelNamed(model), 8);
      assert.deepEqual(found.now, { speedup, tps: (speedup * 1_000_000_000) / found.meanGas });
    }
  });

  it("names the variable in the way, and what it would be without", () => {
    const { held: found, obstacles, sentence } = held(records.hotVariable(), { model: "ideal" });
    assert.deepEqual(obstacles, ["Vault.totalAssets"]);
    assert.ok(found !== undefined && found.now.tps < 100_000 && found.without.tps >= 100_000);
    assert.match(sentence ?? "", /too few\. In the way: Vault\.totalAssets; without it 270,000\. Assumed: 1B gas/);
  });

  it("names together what gains only together", () => {
    assert.deepEqual(held(records.togetherOnly()).obstacles, ["Vault.totalAssets", "Vault.totalSupply"]);
  });

  it("names nothing where traffic is fast enough as it is", () => {
    const { obstacles, sentence } = held(records.hotVariable(), { tps: 1_000 });
    assert.deepEqual(obstacles, []);
    assert.match(sentence ?? "", /^1,000 transactions a second on 16 threads\? .*: enough\. Assumed/);
  });

  it("says when no change of a contract would do, and when the test is too small to keep all threads busy", () => {
    const { held: found, sentence } = held(records.protocolOnly());
    // 4 transactions of 50,000 gas that have nothing to do with each other.
    assert.deepEqual(found?.unhindered, { speedup: 4, tps: 80_000 });
    assert.match(sentence ?? "", /Without any conflict it would be 80,000: .*; 4 transactions keep no more threads/);
  });

  it("is left out where no two transactions could meet", () => {
    for (const quiet of [records.empty, records.singles, records.fixturesOnly]) {
      const { held: found, sentence } = held(quiet());
      assert.deepEqual([found, sentence], [undefined, undefined]);
    }
  });

  it("has all tests one after the other under each model beside it", () => {
    const { models, tests } = held(records.manyTests());
    const ideal = modelNamed("ideal");
    const makespan = tests.reduce((sum, test) => sum + test.models.at(ideal, 4).makespan, 0);
    const gas = tests.reduce((sum, test) => sum + test.gas, 0);
    assert.deepEqual(models.at(ideal, 4), { threads: 4, makespan, speedup: gas / makespan });
  });
});
