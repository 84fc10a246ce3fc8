import assert from "node:assert/strict";
import { assertFigures, describeExample, SIXTEEN_IN_LINE, variablesOf } from "./describe-example.ts";

const ACTIONS = ["takes the deposits of sixteen people in a block", "pays sixteen people in a block"];

describeExample("vault", (run) => {
  it("makes everybody wait for the number of shares and for the vault's balance before the remedy", () => {
    for (const action of ACTIONS) {
      const block = run().test(`SavingsVault ${action}`);
      assertFigures(block, SIXTEEN_IN_LINE);
      assert.deepEqual(variablesOf(block, run().findings), ["SavingsVault._totalSupply", "TestToken._balances[*]"]);
    }
  });

  it("makes only two who share a part wait after it", () => {
    for (const action of ACTIONS) {
      const { conflicting, waves } = run().test(`EpochVault ${action}`);
      assert.deepEqual({ conflicting, waves }, { conflicting: 2, waves: 2 }, action);
    }
  });

  it("runs its Solidity tests, too", () => {
    assert.match(run().stdout, /testFuzz_NeverPaysMoreThanItHas/);
  });
});
