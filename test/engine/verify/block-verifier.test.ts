import assert from "node:assert/strict";
import { VerificationError } from "../../../plugin/engine/errors.ts";
import { addressToKey, wordToSlotKey } from "../../../plugin/engine/state/keys.ts";
import type { BlockInput, BlockResult } from "../../../plugin/engine/types.ts";
import { BlockVerifier } from "../../../plugin/engine/verify/block-verifier.ts";
import { assemble } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions } from "../../helpers/single-transactions.ts";

const CONTRACT = addressOf(0xc0de);

describe("The verification of a block", () => {
  let chain: SingleTransactions;
  let verifier: BlockVerifier;

  beforeEach(async () => {
    chain = await SingleTransactions.create({ verify: false });
    chain.deploy(CONTRACT, assemble(0, "SLOAD", 1, "ADD", 0, "SSTORE"), { 0: 4 });
    const options = { chainId: 31337n, hardfork: "osaka", allowUnlimitedContractSize: false };
    verifier = new BlockVerifier(chain.engine.state, options);
  });

  afterEach(() => verifier.close());

  async function execute(): Promise<{ input: BlockInput; result: BlockResult }> {
    await verifier.prepare();
    const input: BlockInput = {
      environment: chain.environment(),
      transactions: [chain.transaction({ to: CONTRACT })],
      blockHash: () => undefined,
      onInvalid: "throw",
      reward: false,
    };
    return { input, result: await chain.engine.executeBlock(input) };
  }

  /** Verifies and returns the fields that differ. */
  async function differences(input: BlockInput, result: BlockResult): Promise<string[]> {
    const error = await verifier.verify(input, result).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (error === undefined) return [];
    assert.ok(error instanceof VerificationError);
    assert.match(error.message, /^Block \d+ differs from its sequential execution\./);
    for (const { field, engine, reference } of error.differences) {
      assert.ok(error.message.includes(`${field}: engine ${engine}, sequential reference ${reference}`));
    }
    return error.differences.map(({ field }) => field);
  }

  it("finds nothing in a block that is right, and in the blocks that follow it", async () => {
    for (let round = 0; round < 3; round++) {
      const { input, result } = await execute();
      assert.deepEqual(await differences(input, result), []);
    }
  });

  it("follows what is set, reverted and removed between blocks", async () => {
    const { state } = chain.engine;
    const before = state.version;
    for (const change of [
      () => state.setStorage(addressToKey(CONTRACT), wordToSlotKey(0n), Uint8Array.of(9)),
      () => state.setBalance(addressToKey(CONTRACT), 5n),
      () => state.setCode(addressToKey(CONTRACT), assemble(7, 0, "SSTORE")),
      () => state.revertTo(before),
      () => state.setAccount(addressToKey(addressOf(0xaaaa)), state.account(addressToKey(CONTRACT))),
      () => state.setAccount(addressToKey(addressOf(0xaaaa)), undefined),
    ]) {
      change();
      const { input, result } = await execute();
      assert.deepEqual(await differences(input, result), []);
    }
  });

  it("names the values of the state that differ", async () => {
    const { input, result } = await execute();
    chain.engine.state.setStorage(addressToKey(CONTRACT), wordToSlotKey(0n), Uint8Array.of(99));
    chain.engine.state.setBalance(addressToKey(addressOf(0xbeef)), 1n);
    const found = await differences(input, result);
    assert.deepEqual(found.sort(), [
      `balance of ${addressOf(0xbeef)}`,
      `existence of ${addressOf(0xbeef)}`,
      `slot 0x${"00".repeat(32)} of ${CONTRACT}`,
    ]);
  });

  it("names the fields of the header and of the transactions that differ", async () => {
    const { input, result } = await execute();
    const [outcome] = result.outcomes;
    assert.ok(outcome !== undefined);
    const header = { ...result.block.header, gasUsed: 1n, stateRoot: new Uint8Array(32) };
    const wrong = {
      ...result,
      block: { ...result.block, header },
      outcomes: [{ ...outcome, gasUsed: 1n, exception: "revert" }],
    } as unknown as BlockResult;
    assert.deepEqual(await differences(input, wrong), [
      "stateRoot",
      "gasUsed",
      "gas used by transaction 0",
      "exception of transaction 0",
    ]);
  });

  it("says so when the reference refuses what the engine accepted", async () => {
    const { input, result } = await execute();
    const [outcome] = result.outcomes;
    assert.ok(outcome !== undefined);
    const twice = { ...result, outcomes: [outcome, outcome] };
    assert.deepEqual(await differences(input, twice), ["validity"]);
  });

  it("starts afresh after a difference", async () => {
    const first = await execute();
    chain.engine.state.setBalance(addressToKey(CONTRACT), 1n);
    assert.notDeepEqual(await differences(first.input, first.result), []);
    const second = await execute();
    assert.deepEqual(await differences(second.input, second.result), []);
  });
});
