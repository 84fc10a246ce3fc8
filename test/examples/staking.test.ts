import assert from "node:assert/strict";
import { assertFigures, describeExample, SIXTEEN_IN_LINE, variablesOf } from "./describe-example.ts";

const ACTIONS = [
  "takes the stakes of sixteen people in a block",
  "pays sixteen people their rewards in a block",
  "gives sixteen people their stakes back in a block",
];

describeExample("staking", (run) => {
  it("makes everybody wait for the reward per token and the total before the remedy", () => {
    for (const action of ACTIONS) {
      assertFigures(run().test(`StakingRewards > ${action}`), SIXTEEN_IN_LINE);
    }
    const block = run().test("StakingRewards > gives sixteen people their stakes back in a block");
    assert.deepEqual(variablesOf(block, run().findings), [
      "StakingRewards.lastUpdateTime",
      "StakingRewards.rewardPerTokenStored",
      "StakingRewards.totalSupply",
      "TestToken._balances[*]",
    ]);
  });

  it("does not count its reentrancy guard as a conflict: it has the same value after every call", () => {
    assert.deepEqual(
      run().findings.variables.filter(({ variable }) => variable.name.includes("_status")),
      [],
    );
  });

  it("makes only two who share a part wait after it", () => {
    for (const action of ACTIONS) {
      const { conflicting, waves } = run().test(`EpochStaking > ${action}`);
      assert.deepEqual({ conflicting, waves }, { conflicting: 2, waves: 2 }, action);
    }
  });
});
