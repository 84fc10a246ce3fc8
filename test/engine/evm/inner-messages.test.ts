import assert from "node:assert/strict";
import { Address } from "@ethereumjs/util";
import { createAddress } from "../../../plugin/engine/evm/created-address.ts";
import { addressToKey } from "../../../plugin/engine/state/keys.ts";
import { assemble, deploying, storingInMemory } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions, slotOf } from "../../helpers/single-transactions.ts";

const CONTRACT = addressOf(0xc0de);
const HELPER = addressOf(0x8e1b);
const OTHER = addressOf(0x07e2);
const [MLOAD, GAS] = [Uint8Array.of(0x51), Uint8Array.of(0x5a)];

/** Everything is compared with plain `runBlock` besides. */
describe("A message between contracts", () => {
  let chain: SingleTransactions;

  before(async () => {
    chain = await SingleTransactions.create();
  });

  after(() => chain.engine.close());

  /** Sends a transaction to code that calls others. @returns values of its slots after it */
  async function run(code: Uint8Array, ...slots: number[]): Promise<bigint[]> {
    const { record } = await chain.send({ to: chain.deploy(CONTRACT, code) });
    return slots.map((slot) => BigInt(slotOf(record, CONTRACT, slot)?.after ?? -1));
  }

  const calling = (to: Address | Uint8Array, opcode: "CALL" | "DELEGATECALL" = "CALL") =>
    assemble(32, 0, 0, 0, ...(opcode === "CALL" ? [0] : []), to, GAS, opcode);

  it("leaves nothing in transient storage when it fails, and what it put there when it does not", async () => {
    chain.deploy(HELPER, assemble(7, 1, "TSTORE", 0, 0, "REVERT"));
    chain.deploy(OTHER, assemble(8, 2, "TSTORE", "STOP"));
    const failing = assemble(calling(HELPER, "DELEGATECALL"), 0, "SSTORE", 1, "TLOAD", 1, "SSTORE");
    const succeeding = assemble(calling(OTHER, "DELEGATECALL"), 2, "SSTORE", 2, "TLOAD", 3, "SSTORE");
    assert.deepEqual(await run(assemble(failing, succeeding, "STOP"), 0, 1, 2, 3), [0n, 0n, 1n, 8n]);
  });

  it("tells its sender of contracts that it created, which can be destroyed in the same transaction only", async () => {
    const init = deploying(assemble("CALLER", "SELFDESTRUCT"));
    const creating = assemble(storingInMemory(init), init.length, 0, 0, "CREATE", 0, "MSTORE", 32, 0, "RETURN");
    chain.deploy(HELPER, creating);
    const created = [1n, 2n].map((nonce) => new Address(createAddress(HELPER.bytes, nonce)));
    const calls = assemble(calling(HELPER), "POP", calling(assemble(0, MLOAD)), 0, "SSTORE");
    assert.deepEqual(await run(assemble(calls, "STOP"), 0), [1n]);
    assert.deepEqual(await run(assemble(calling(HELPER), 0, "SSTORE", "STOP"), 0), [1n]);
    const survivor = created[1] as Address;
    assert.deepEqual(await run(assemble(calling(survivor), 0, "SSTORE", "STOP"), 0), [1n]);
    const isThere = (address: Address) => chain.engine.state.account(addressToKey(address)) !== undefined;
    assert.deepEqual(created.map(isThere), [false, true]);
  });

  it("destroys nothing when it fails after it called what destroys itself", async () => {
    const init = deploying(assemble("CALLER", "SELFDESTRUCT"));
    const creating = assemble(storingInMemory(init), init.length, 0, 0, "CREATE", 0, "MSTORE");
    // Calls what it is given the address of, and fails.
    chain.deploy(HELPER, assemble(calling(assemble(0, "CALLDATALOAD")), 0, 0, "REVERT"));
    const code = assemble(creating, 0, 0, 32, 0, 0, HELPER, GAS, "CALL", 0, "SSTORE", "STOP");
    assert.deepEqual(await run(code, 0), [0n]);
    const created = new Address(createAddress(CONTRACT.bytes, 1n));
    assert.notEqual(chain.engine.state.account(addressToKey(created)), undefined);
  });
});
