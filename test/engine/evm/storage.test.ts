import assert from "node:assert/strict";
import { assemble } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions, slotOf } from "../../helpers/single-transactions.ts";

const CONTRACT = addressOf(0xc0de);
const HELPER = addressOf(0x8e1b);
const GAS = Uint8Array.of(0x5a);
/** What SSTORE must be left with more than (EIP-2200). */
const SENTRY = 2300;
/** Of the two pushes before it. */
const PUSHES = 6;

/** Everything, gas and refunds above all, is compared with plain `runBlock` besides. */
describe("A store", () => {
  let chain: SingleTransactions;

  before(async () => {
    chain = await SingleTransactions.create();
  });

  after(() => chain.engine.close());

  /** @returns what the calls of the code left in slots of the contract */
  async function run(code: Uint8Array, storage: Readonly<Record<number, number>>, ...slots: number[]) {
    const { record } = await chain.send({ to: chain.deploy(CONTRACT, code, storage) });
    return slots.map((slot) => BigInt(slotOf(record, CONTRACT, slot)?.after ?? -1));
  }

  it("fails with no more gas left than its sentry, and not with one more", async () => {
    // Stores what is there already, in a slot that was looked at before: which costs less than the sentry.
    chain.deploy(HELPER, assemble(5, 0, "SSTORE"), { 0: 5 });
    const calling = (gas: number | Uint8Array) => assemble(0, 0, 0, 0, 0, HELPER, gas, "CALL");
    const warming = assemble(calling(GAS), "POP");
    const failing = assemble(calling(SENTRY + PUSHES), 0, "SSTORE");
    const succeeding = assemble(calling(SENTRY + PUSHES + 1), 1, "SSTORE");
    const code = assemble(warming, failing, succeeding);
    assert.deepEqual(await run(code, { 0: 9 }, 0, 1), [0n, 1n]);
  });

  it("fails in a static message, be it of the value that is there", async () => {
    chain.deploy(HELPER, assemble(5, 0, "SSTORE"), { 0: 5 });
    const code = assemble(0, 0, 0, 0, HELPER, GAS, "STATICCALL", 0, "SSTORE");
    assert.deepEqual(await run(code, { 0: 9 }, 0), [0n]);
  });

  it("takes back what clearing a slot has refunded when the slot is filled again", async () => {
    const stores = (...values: number[]) => assemble(...values.flatMap((value) => [value, 0, "SSTORE"] as const));
    const gasOf = async (...values: number[]) => (await chain.run(stores(...values), { 0: 5 })).outcome.gasUsed;
    const [cleared, filled, filledOnce] = [await gasOf(0), await gasOf(0, 7), await gasOf(7)];
    assert.ok(cleared < filledOnce, "clearing is refunded");
    // A warm store of a slot that has changed already, and its pushes.
    assert.equal(filled, filledOnce + 106n);
  });
});
