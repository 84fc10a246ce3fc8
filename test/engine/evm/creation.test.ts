import assert from "node:assert/strict";
import { addressToKey } from "../../../plugin/engine/state/keys.ts";
import { assemble } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions } from "../../helpers/single-transactions.ts";

const CONTRACT = addressOf(0xc0de);
const LAST_NONCE = 2n ** 64n - 1n;

/** Everything is compared with plain `runBlock` besides. */
describe("A contract that creates others", () => {
  it("cannot go beyond the last nonce, by either operation (EIP-2681)", async () => {
    const chain = await SingleTransactions.create();
    const creating = assemble(0, 0, 0, "CREATE", 0, "SSTORE", 5, 0, 0, 0, "CREATE2", 1, "SSTORE", "STOP");
    for (const [nonce, created] of [
      [LAST_NONCE, 0],
      [LAST_NONCE - 1n, 1],
      [LAST_NONCE - 2n, 2],
    ] as const) {
      chain.deploy(CONTRACT, creating, { 0: 9, 1: 9 });
      chain.engine.state.setNonce(addressToKey(CONTRACT), nonce);
      const { record } = await chain.send({ to: CONTRACT });
      const given = record.storage.map(({ after }) => BigInt(after));
      assert.equal(given.filter((address) => address !== 0n).length, created);
      assert.equal(chain.engine.state.account(addressToKey(CONTRACT))?.nonce, nonce + BigInt(created));
    }
    await chain.engine.close();
  });
});
