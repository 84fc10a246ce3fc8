import assert from "node:assert/strict";
import { describeExample, variablesOf } from "./describe-example.ts";

/** What everybody waits for before the remedy. */
const WAITS_FOR: readonly (readonly [action: string, transactions: number, variables: readonly string[]])[] = [
  ["takes the offers of sixteen people in a block", 16, ["SequentialMarket.offers"]],
  ["sells eight options in a block", 8, ["SequentialMarket.fees", "SequentialMarket.openInterest"]],
  ["lets eight buyers exercise in a block", 8, ["SequentialMarket.openInterest"]],
  ["gives eight writers back in a block what nobody wanted", 8, ["SequentialMarket.openInterest"]],
  ["takes the deposits of sixteen people in a block", 16, ["TestToken._balances[*]"]],
  ["pays sixteen people in a block", 16, ["TestToken._balances[*]"]],
];

describeExample("options", (run) => {
  it("makes everybody wait for the next id, the fees, the open interest or the money before the remedy", () => {
    for (const [action, transactions, variables] of WAITS_FOR) {
      const block = run().test(`SequentialMarket ${action}`);
      assert.equal(block.waves, transactions, action);
      assert.deepEqual(variablesOf(block, run().findings), variables, action);
    }
  });

  it("makes at most two who share a part wait after it", () => {
    for (const [action] of WAITS_FOR) {
      const { conflicting, waves } = run().test(`ParallelMarket ${action}`);
      assert.ok(conflicting <= 2 && waves <= 2, action);
    }
  });

  it("cancels offers in parallel in any case", () => {
    for (const market of ["SequentialMarket", "ParallelMarket"]) {
      assert.equal(run().test(`${market} lets eight writers cancel in a block`).waves, 1);
    }
  });
});
