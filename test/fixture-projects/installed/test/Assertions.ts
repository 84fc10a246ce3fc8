import { AssertionError } from "node:assert";
import { expect } from "chai";
import { network } from "hardhat";
import { assertConflictOn, assertRunInParallel, assertSpeedup } from "hardhat-parallel/assert";
import parallelMatchers from "hardhat-parallel/chai";

const { ethers, parallel } = await network.create("threads");

describe("Counter in a block", function () {
  async function fourCalls() {
    const counter = await ethers.deployContract("Counter");
    const callers = (await ethers.getSigners()).slice(0, 4);
    return await parallel.block(async () => {
      for (const caller of callers) await counter.connect(caller).getFunction("increment").send();
    });
  }

  it("has matchers without adding them", async function () {
    const report = await fourCalls();
    expect(report).to.conflictOn("Counter.total").and.not.runInParallel();
    expect(report).to.conflictBetween("increment", "Counter.increment");
    expect(report).to.haveConflictRate.above(0.9);
    expect(report).to.haveSpeedup({ threads: 8, model: "block-stm" }).at.most(1);
    expect(parallelMatchers).to.be.a("function");
    // @ts-expect-error There is no such model.
    expect(() => report.speedup({ threads: 8, model: "block-stn" })).to.throw("Did you mean");
  });

  it("has the same as functions", async function () {
    const report = await fourCalls();
    assertConflictOn(report, "Counter.total");
    assertSpeedup(report, { threads: 8, atMost: 1 });
    expect(() => assertRunInParallel(report)).to.throw(AssertionError, "Counter.sol:5");
  });
});
