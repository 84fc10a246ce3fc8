import assert from "node:assert/strict";
import { assertFigures, describeExample, SIXTEEN_IN_LINE, variablesOf } from "./describe-example.ts";

const ACTIONS = [
  "lets sixteen people supply in a block",
  "lets sixteen people borrow in a block",
  "lets sixteen people repay in a block",
  "lets sixteen people bring collateral in a block",
  "lets four people each supply, withdraw, borrow and repay in a block",
  "lets sixteen people liquidate a debt each in a block",
];

describeExample("lending", (run) => {
  it("makes everybody wait for index, totals and money before the remedy", () => {
    for (const action of ACTIONS) {
      assertFigures(run().test(`LendingPool ${action}`), SIXTEEN_IN_LINE);
    }
    assert.deepEqual(variablesOf(run().test("LendingPool lets sixteen people borrow in a block"), run().findings), [
      "LendingPool._borrowIndex",
      "LendingPool.accruedAt",
      "LendingPool.totalDebtShares",
      "TestToken._balances[*]",
    ]);
  });

  it("makes nobody wait after it", () => {
    for (const action of ACTIONS) {
      const { conflicting, waves } = run().test(`ParallelLendingPool ${action}`);
      assert.deepEqual({ conflicting, waves }, { conflicting: 0, waves: 1 }, action);
    }
  });
});
