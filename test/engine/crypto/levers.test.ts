import assert from "node:assert/strict";
import { createFeeMarket1559Tx, createLegacyTx } from "@ethereumjs/tx";
import { type Levers, leversWithout } from "../../../plugin/engine/levers.ts";
import { decodeTransaction, senderOf } from "../../../plugin/engine/transactions/encoded.ts";
import type { SendableTransaction } from "../../../plugin/engine/types.ts";
import { assemble } from "../../helpers/assembly.ts";
import { addressOf, SingleTransactions } from "../../helpers/single-transactions.ts";

const CALLDATACOPY = Uint8Array.of(0x37);
const MLOAD = Uint8Array.of(0x51);

/** Stores the address that the precompile recovers from the input, and the hash of the input. */
const RECOVERING = Buffer.concat([
  assemble(128, 0, 0, CALLDATACOPY, 32, 128, 128, 0, 1, 100_000, "STATICCALL", "POP"),
  assemble(128, MLOAD, 0, "SSTORE", 128, 0, "KECCAK256", 1, "SSTORE"),
]);

/** A block of signed transactions, one of which has another signature checked: its hash and its access records. */
async function block(options: { levers?: Levers; recordAccesses?: boolean }): Promise<object> {
  const chain = await SingleTransactions.create(options);
  const { common } = chain.engine;
  const contract = chain.deploy(addressOf(0xaaaa), RECOVERING);
  const fees = { gasLimit: 200_000n, maxFeePerGas: 100n, maxPriorityFeePerGas: 1n };
  const send = (sender: number, to: typeof contract, data: Uint8Array): SendableTransaction => {
    const fields = { ...fees, nonce: chain.nonce(sender), to, data };
    const raw = createFeeMarket1559Tx(fields, { common })
      .sign(chain.keys[sender] as Uint8Array)
      .serialize();
    const tx = decodeTransaction(raw, { common });
    return { tx, sender: senderOf(tx), impersonated: false };
  };
  const witness = createLegacyTx({ gasLimit: 21_000n, gasPrice: 100n, to: contract }, { common }).sign(
    chain.keys[2] as Uint8Array,
  );
  const word = (value: bigint): Uint8Array => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
  const { v = 0n, r = 0n, s = 0n } = witness;
  const signature = [witness.getHashedMessageToSign(), word(v - 2n * 31337n - 8n), word(r), word(s)];
  const transactions = [
    send(0, contract, Buffer.concat(signature)),
    send(1, addressOf(0xbbbb), new Uint8Array(3)),
    { tx: witness, sender: senderOf(witness), impersonated: false },
  ];
  assert.deepEqual(
    transactions.map(({ sender }) => sender.toString()),
    chain.senders.map(String),
  );
  const { block: sealed, record, outcomes } = await chain.block(transactions);
  const recovered = outcomes[0]?.exception;
  return { hash: Buffer.from(sealed.hash()).toString("hex"), recovered, transactions: record.transactions };
}

describe("The cryptography and the rules of the engine", () => {
  for (const levers of [
    leversWithout("keccak"),
    leversWithout("ecrecover"),
    leversWithout("common"),
    leversWithout("keccak", "ecrecover", "common"),
  ]) {
    const off = Object.entries(levers).filter(([, on]) => !on);
    it(`give the same without ${off.map(([name]) => name).join(", ")}`, async () => {
      assert.deepEqual(await block({ levers }), await block({}));
    });
  }

  it("recover the signer in the precompile", async () => {
    const { transactions } = (await block({})) as { transactions: { storage: { after: string }[] }[] };
    const { senders } = await SingleTransactions.create();
    const stored = transactions[0]?.storage[0]?.after;
    assert.equal(stored, `0x${"00".repeat(12)}${senders[2]?.toString().slice(2)}`);
  });
});

describe("An engine that does not record accesses", () => {
  it("executes the same, with empty records", async () => {
    const recorded = (await block({})) as { hash: string };
    const silent = (await block({ recordAccesses: false })) as { hash: string; transactions: { storage: unknown[] }[] };
    assert.equal(silent.hash, recorded.hash);
    for (const { storage } of silent.transactions) assert.deepEqual(storage, []);
  });
});

describe("The record of a block", () => {
  it("survives a structured clone, although it is written when it is first looked at", async () => {
    const chain = await SingleTransactions.create();
    const { record } = await chain.block([chain.transaction({ to: addressOf(0xbbbb), value: 5n })]);
    const clone = structuredClone(record);
    assert.equal(clone.transactions[0]?.accounts.length, 5);
    assert.deepEqual(clone, record);
  });
});
