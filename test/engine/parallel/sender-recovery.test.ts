import assert from "node:assert/strict";
import { createFeeMarket1559Tx } from "@ethereumjs/tx";
import { Address, createAddressFromPrivateKey } from "@ethereumjs/util";
import { Engine } from "../../../plugin/engine/engine.ts";
import { createEngineCommon } from "../../../plugin/engine/hardforks.ts";
import { recoveryOf, SenderRecovery } from "../../../plugin/engine/parallel/sender-recovery.ts";
import { SharedTransactions } from "../../../plugin/engine/parallel/shared-transactions.ts";
import { WorkerPool } from "../../../plugin/engine/parallel/worker-pool.ts";
import { WorkerTransactions } from "../../../plugin/engine/parallel/worker-transactions.ts";
import { hexToKey } from "../../../plugin/engine/state/keys.ts";
import { decodeUnidentified } from "../../../plugin/engine/transactions/encoded.ts";
import type { BlockInput } from "../../../plugin/engine/types.ts";
import { eagerEngine, engineOptions } from "../../helpers/random-blocks.ts";

const common = createEngineCommon({ chainId: 31337n, hardfork: "osaka" });
const keys = [1, 2, 3, 4, 5].map((byte) => new Uint8Array(32).fill(byte));
const senders = keys.map((key) => createAddressFromPrivateKey(key).toString());
const signed = keys.map((key, index) =>
  createFeeMarket1559Tx(
    { chainId: 31337n, gasLimit: 50_000n, nonce: index, to: new Address(new Uint8Array(20)) },
    { common },
  )
    .sign(key)
    .serialize(),
);
/** A signature whose r is no point of the curve. */
const unsigned = createFeeMarket1559Tx(
  { chainId: 31337n, gasLimit: 50_000n, v: 0n, r: 5n, s: 1n, to: new Address(new Uint8Array(20)) },
  { common },
).serialize();

function recovery(serialized: readonly Uint8Array[]) {
  const shared = SharedTransactions.unrecovered(serialized);
  const transactions = serialized.map((bytes) => decodeUnidentified(bytes, { common }));
  return { main: new SenderRecovery(shared, transactions), worker: SharedTransactions.attach(shared.buffer) };
}

const sendersOf = (main: SenderRecovery) => main.recovered().map(({ sender }) => sender.toString());

describe("Recovering the senders of a block", () => {
  it("is done by the main thread alone where nobody helps", () => {
    assert.deepEqual(sendersOf(recovery(signed).main), senders);
  });

  it("takes sender, hash and public key from whoever found them", async () => {
    const { main, worker } = recovery(signed);
    await new WorkerTransactions(worker, common).recoverAll(undefined);
    assert.equal(main.shared.claim(), undefined, "nothing is left to do");
    assert.deepEqual(sendersOf(main), senders);
    for (const [index, { tx }] of main.recovered().entries()) {
      const alone = decodeUnidentified(signed[index] as Uint8Array, { common });
      assert.deepEqual(tx.hash(), alone.hash());
      assert.deepEqual(Buffer.from(tx.getSenderPublicKey()), Buffer.from(alone.getSenderPublicKey()));
    }
  });

  it("knows what others have saved, by what the main thread takes for one", async () => {
    const alone = recovery(signed).main;
    assert.equal(alone.saved, undefined, "nothing to compare with");
    sendersOf(alone);
    assert.equal(alone.saved, 0);

    const { main, worker } = recovery(signed);
    main.recoverNext();
    await new WorkerTransactions(worker, common).recoverAll(undefined);
    sendersOf(main);
    const one = (main.saved ?? 0) / (signed.length - 1);
    assert.ok(one > 0, `${one} microseconds for each`);
  });

  it("does not wait for a thread that claimed a transaction and never published it", () => {
    const { main, worker } = recovery(signed);
    assert.deepEqual([worker.claim(), worker.claim()], [0, 1]);
    assert.equal(main.senderOf(0).toString(), senders[0]);
    assert.deepEqual(
      [0, 1, 2].map((index) => worker.sender(index) !== undefined),
      [true, false, true],
    );
    assert.deepEqual(sendersOf(main), senders);
  });

  it("says what is wrong with a signature when its turn comes, whoever looked at it first", async () => {
    const block = [signed[0] as Uint8Array, unsigned, signed[2] as Uint8Array];
    const alone = decodeUnidentified(unsigned, { common });
    for (const others of [true, false]) {
      const { main, worker } = recovery(block);
      if (others) await new WorkerTransactions(worker, common).recoverAll(undefined);
      const [first, second, third] = main.recovered();
      assert.deepEqual([first?.sender.toString(), third?.sender.toString()], [senders[0], senders[2]]);
      const message = (of: () => unknown): string => {
        try {
          return `no error: ${of()}`;
        } catch (error) {
          return String(error);
        }
      };
      assert.equal(
        message(() => second?.sender),
        message(() => alone.getSenderPublicKey()),
      );
    }
  });

  it("belongs to all transactions of a block in their order, or to none", () => {
    const { main } = recovery(signed);
    const transactions = main.recovered();
    assert.equal(recoveryOf(transactions), main);
    assert.equal(recoveryOf(transactions.slice(1)), undefined);
    assert.equal(recoveryOf([...transactions].reverse()), undefined);
    assert.equal(
      recoveryOf(transactions.map(({ tx, sender, impersonated }) => ({ tx, sender, impersonated }))),
      undefined,
    );
    assert.equal(recoveryOf([]), undefined);
  });

  it("is shared with the worker threads of an engine", async () => {
    const pool = new WorkerPool();
    const engine = await eagerEngine({ workers: 2 }, pool);
    await engine.ready();
    const transactions = engine.decode(signed);
    const shared = recoveryOf(transactions)?.shared as SharedTransactions;
    // Nobody has asked for a sender on this thread.
    while (signed.some((_, index) => shared.sender(index) === undefined))
      await new Promise((done) => setTimeout(done, 1));
    assert.deepEqual(
      transactions.map(({ sender }) => sender.toString()),
      senders,
    );
    await engine.close();
    await pool.close();
  });

  it("ends a block with a transaction that nobody signed, and leaves the state as it was", async () => {
    for (const eager of [true, false]) {
      const pool = new WorkerPool();
      const options = { workers: 2 };
      const engine = eager ? await eagerEngine(options, pool) : await Engine.create(engineOptions(options));
      await engine.ready();
      for (const sender of senders) engine.state.setBalance(hexToKey(sender), 10n ** 18n);
      const before = await engine.stateRoot();
      const block = (serialized: readonly Uint8Array[]): BlockInput => ({
        environment: {
          number: 1n,
          parentHash: new Uint8Array(32),
          timestamp: 1n,
          gasLimit: 30_000_000n,
          coinbase: new Address(new Uint8Array(20).fill(9)),
          baseFeePerGas: 0n,
          mixHash: new Uint8Array(32),
          excessBlobGas: 0n,
          parentBeaconBlockRoot: new Uint8Array(32),
        },
        transactions: engine.decode(serialized),
        blockHash: () => undefined,
        onInvalid: "exclude",
        reward: false,
      });
      const invalid = [signed[0] as Uint8Array, unsigned, signed[2] as Uint8Array];
      await assert.rejects(async () => engine.executeBlock(block(invalid)));
      assert.deepEqual(await engine.stateRoot(), before);
      // Only the first has the nonce that its sender is to have.
      const { outcomes } = await engine.executeBlock(block(signed));
      assert.deepEqual(
        outcomes.map(({ transaction }) => transaction.sender.toString()),
        senders.slice(0, 1),
      );
      await engine.close();
      await pool.close();
    }
  });

  it("is done at once by an engine of one thread", async () => {
    const engine = await Engine.create(engineOptions({}));
    const transactions = engine.decode(signed);
    assert.deepEqual(
      transactions.map(({ sender }) => sender.toString()),
      senders,
    );
    assert.equal(recoveryOf(transactions), undefined);
    assert.throws(() => engine.decode([unsigned]));
    await engine.close();
  });
});
