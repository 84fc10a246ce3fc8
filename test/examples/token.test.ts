import assert from "node:assert/strict";
import { assertFigures, describeExample, SIXTEEN_AT_ONCE, SIXTEEN_IN_LINE, variablesOf } from "./describe-example.ts";

describeExample("token", (run) => {
  it("pays different people in parallel", () => {
    assertFigures(run().test("RewardToken pays sixteen people in a block"), SIXTEEN_AT_ONCE);
  });

  it("makes payments to one shop wait for its balance", () => {
    const block = run().test("RewardToken pays one shop sixteen times in a block");
    assertFigures(block, SIXTEEN_IN_LINE);
    assert.deepEqual(variablesOf(block, run().findings), ["RewardToken._balances[*]"]);
  });

  it("makes every transfer wait for the counter before the remedy", () => {
    const block = run().test("CountingToken counts sixteen payments in a block");
    assertFigures(block, SIXTEEN_IN_LINE);
    assert.deepEqual(variablesOf(block, run().findings), ["CountingToken.transferCount"]);
  });

  it("makes hardly any transfer wait after the remedy", () => {
    const block = run().test("ShardedCountingToken counts sixteen payments in a block");
    assertFigures(block, { conflicting: 2, waves: 2, ceiling: "8.9" });
  });
});
