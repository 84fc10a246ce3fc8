import assert from "node:assert/strict";
import { AdditionProver } from "../../../plugin/engine/dataflow/addition-prover.ts";
import type { ExecutedOn } from "../../../plugin/engine/dataflow/executed-on.ts";
import { ProofMemory } from "../../../plugin/engine/dataflow/proof-memory.ts";
import { VmTransactionExecutor } from "../../../plugin/engine/executor.ts";
import { addressToKey, wordToSlotKey } from "../../../plugin/engine/state/keys.ts";
import { changedSlots } from "../../helpers/additions.ts";
import { assemble } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions } from "../../helpers/single-transactions.ts";

const OPTIONS = { chainId: 31337n, hardfork: "osaka", allowUnlimitedContractSize: false };
const CONTRACT = addressOf(0xc0de);
const SLOT = wordToSlotKey(0n);
/** Adds one to slot 0. */
const ADDING = assemble(1, 0, "SLOAD", "ADD", 0, "SSTORE");
const TIMESTAMP = Uint8Array.of(0x42);

describe("The memory of proofs", () => {
  let chain: SingleTransactions;
  let memory: ProofMemory;

  beforeEach(async () => {
    chain = await SingleTransactions.create({ verify: false });
    memory = new ProofMemory(2);
  });

  /** A transaction to the contract, as it was executed in a block of its own, which is then undone. */
  async function executed(code: Uint8Array, before: number, seconds = 0, sender = 0) {
    const { state } = chain.engine;
    const start = state.version;
    chain.deploy(CONTRACT, code);
    state.setStorage(addressToKey(CONTRACT), SLOT, before === 0 ? new Uint8Array(0) : Uint8Array.of(before));
    const transaction = chain.transaction({ to: CONTRACT }, sender);
    const environment = { ...chain.environment(), number: 1n, timestamp: 1_000n + BigInt(seconds) };
    const { outcomes, record } = await chain.block([transaction], { environment });
    const [[outcome], [found]] = [outcomes, record.transactions];
    assert.ok(outcome !== undefined && found !== undefined);
    const view = state.at(outcome.version);
    const one: ExecutedOn = { transaction, environment, blockHash: () => undefined, view, record: found };
    return { one, accesses: changedSlots(found), undo: () => state.revertTo(start) };
  }

  type Case = Awaited<ReturnType<typeof executed>>;

  async function keep({ one, accesses }: Case): Promise<void> {
    const executor = await VmTransactionExecutor.create({ ...OPTIONS, recordAccesses: false });
    executor.beginBlock(one.environment, one.blockHash);
    const execution = await executor.execute(one.transaction, one.view);
    const verdicts = accesses.map(() => ({ adds: false, refusal: "logged" }) as const);
    memory.keep(one, execution, accesses, verdicts);
  }

  async function isKnown(next: () => Promise<Case>): Promise<boolean> {
    const { one, accesses, undo } = await next();
    const known = memory.recall(one, accesses) !== undefined;
    undo();
    return known;
  }

  it("knows a transaction that finds what it found before", async () => {
    const first = await executed(ADDING, 5);
    await keep(first);
    first.undo();
    assert.equal(await isKnown(() => executed(ADDING, 5)), true);
    assert.equal(await isKnown(() => executed(ADDING, 5, 60)), true, "it does not look at the time");
  });

  it("knows it not where a slot that it looks up, its code or its sender is another", async () => {
    const first = await executed(ADDING, 5);
    await keep(first);
    first.undo();
    assert.equal(await isKnown(() => executed(ADDING, 6)), false);
    assert.equal(await isKnown(() => executed(Buffer.concat([ADDING, assemble("STOP")]), 5)), false);
    assert.equal(await isKnown(() => executed(ADDING, 5, 0, 1)), false);
    assert.equal(await isKnown(() => executed(ADDING, 5)), true);
  });

  it("knows it not where it looks at a block that is another", async () => {
    const looking = Buffer.concat([TIMESTAMP, assemble("POP"), ADDING]);
    const first = await executed(looking, 5);
    await keep(first);
    first.undo();
    assert.equal(await isKnown(() => executed(looking, 5, 60)), false);
    assert.equal(await isKnown(() => executed(looking, 5)), true);
  });

  it("knows nothing of other slots than those that were asked for", async () => {
    const first = await executed(ADDING, 5);
    await keep(first);
    const [access] = first.accesses;
    assert.ok(access !== undefined);
    const other = { ...access, slot: `0x${"01".repeat(32)}` } as const;
    assert.notEqual(memory.recall(first.one, [access]), undefined);
    assert.equal(memory.recall(first.one, [other]), undefined);
    assert.equal(memory.recall(first.one, [access, other]), undefined);
    assert.equal(memory.recall(first.one, []), undefined);
  });

  it("forgets the oldest of too many", async () => {
    const senders = [0, 1, 2];
    for (const sender of senders) {
      const next = await executed(ADDING, 5, 0, sender);
      await keep(next);
      next.undo();
    }
    const known = [];
    for (const sender of senders) known.push(await isKnown(() => executed(ADDING, 5, 0, sender)));
    assert.deepEqual(known, [false, true, true]);
  });

  it("serves the prover, which comes to the same without it", async () => {
    const prover = await AdditionProver.create(OPTIONS);
    const branching = assemble(0, "SLOAD", "POP", 7, 0, "SSTORE");
    for (const [code, before] of [
      [ADDING, 5],
      [branching, 5],
      [ADDING, 5],
      [ADDING, 9],
      [branching, 9],
      [branching, 9],
    ] as const) {
      const { one, accesses, undo } = await executed(code, before);
      const fresh = await AdditionProver.create(OPTIONS);
      assert.deepEqual(await prover.prove(one, accesses), await fresh.prove(one, accesses));
      undo();
    }
  });
});
