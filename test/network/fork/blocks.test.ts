import assert from "node:assert/strict";
import { HDNodeWallet, Mnemonic } from "ethers";
import fc from "fast-check";
import { acquireSharedPool, releaseSharedPool } from "../../../plugin/engine/parallel/shared-pool.ts";
import type { LocalNetworkConfig } from "../../../plugin/network/config.ts";
import { type BlockEvent, LocalNetwork } from "../../../plugin/network/local-network.ts";
import { ALICE, BOB, localSettings, transaction } from "../helpers/both.ts";
import { CONTRACTS, encode, startUpstream, type Upstream, UpstreamProxy } from "./upstream.ts";

/** Accounts that have money on the other chain, and whose keys the local network does not need: they are impersonated. */
const SENDERS = Array.from({ length: 20 }, (_, index) => {
  const mnemonic = Mnemonic.fromPhrase("test test test test test test test test test test test junk");
  return HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`).address.toLowerCase();
});

describe("Blocks of many transactions on a fork", () => {
  let upstream: Upstream;
  let proxy: UpstreamProxy;
  before(async function () {
    this.timeout(60_000);
    upstream = await startUpstream();
    proxy = await UpstreamProxy.before(upstream.url);
  });
  after(async () => {
    await proxy.close();
    await upstream.close();
  });

  /** Sends the transactions to a new fork, mines them in blocks of `size`, and tells what came out. */
  async function mine(
    config: Partial<LocalNetworkConfig>,
    transactions: readonly Record<string, unknown>[],
    size = transactions.length,
  ): Promise<{ blocks: unknown[]; events: BlockEvent[]; requests: number }> {
    const events: BlockEvent[] = [];
    const before = proxy.bodies.length;
    const network = await LocalNetwork.create(
      {
        ...localSettings({ mining: { auto: false }, throwOnTransactionFailures: false }),
        verify: true,
        forking: { url: proxy.url },
        ...config,
      },
      { onBlock: (event) => void events.push(event) },
    );
    // Without threads, blocks are executed on the main thread.
    const pool = acquireSharedPool();
    pool?.grow((config.workers ?? 1) - 1);
    await pool?.settled();
    try {
      for (const sender of SENDERS) await network.request("hardhat_impersonateAccount", [sender]);
      const blocks: unknown[] = [];
      for (let start = 0; start < transactions.length; start += size) {
        for (const fields of transactions.slice(start, start + size)) {
          await network.request("eth_sendTransaction", [fields]);
        }
        const latest = (await network.request("eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
        await network.request("evm_mine", [Number(latest.timestamp) + 1]);
        blocks.push(await network.request("eth_getBlockByNumber", ["latest", true]));
        blocks.push(await network.request("eth_getLogs", [{}]));
      }
      return { blocks, events, requests: proxy.bodies.length - before };
    } finally {
      await network.close();
      await releaseSharedPool();
    }
  }

  const pay = (from: string, to: string, value: bigint) =>
    transaction({ from, to: upstream.contracts.coin, data: encode("Coin", "transfer", to, value) });

  it("are those of one by one, with 2 and with 4 threads, and read the other chain's state on all", async function () {
    this.timeout(60_000);
    const transactions = SENDERS.flatMap((sender, index) => [
      transaction({
        from: sender,
        to: upstream.contracts.coin,
        data: encode("Coin", "mint", SENDERS[(index + 7) % SENDERS.length], 5n),
      }),
      pay(sender, SENDERS[(index + 1) % SENDERS.length] as string, 0n),
      transaction({ from: sender, to: SENDERS[(index + 3) % SENDERS.length], value: "0x1" }),
    ]);
    const one = await mine({ workers: 1 }, transactions, 30);
    for (const workers of [2, 4]) {
      const several = await mine(
        { workers, minParallelTransactions: 2, minTransactionMicroseconds: 0 },
        transactions,
        30,
      );
      assert.equal(several.events[0]?.result.record.execution.mode, "parallel");
      assert.deepEqual(several.blocks, one.blocks);
      assert.deepEqual(
        several.events.map(({ result }) => result.record.transactions),
        one.events.map(({ result }) => result.record.transactions),
      );
    }
  });

  it("take as many round trips as their deepest transaction", async function () {
    this.timeout(60_000);
    const transactions = SENDERS.map((sender, index) => pay(sender, SENDERS[19 - index] as string, 0n));
    const few = await mine({ workers: 1, verify: false }, transactions.slice(0, 2));
    const many = await mine({ workers: 1, verify: false }, transactions);
    // One more for each sender, which the pool asks for when the transaction is sent.
    assert.ok(many.requests - few.requests <= 18, `${many.requests} instead of ${few.requests}`);
  });

  it("do not fall back on the storage of a contract that was destroyed", async () => {
    const { mortal } = upstream.contracts;
    const network = await LocalNetwork.create({
      ...localSettings({ hardfork: "shanghai" }),
      verify: true,
      forking: { url: proxy.url },
    });
    try {
      const slotOf = async (slot: string, block = "latest") =>
        BigInt(String(await network.request("eth_getStorageAt", [mortal, slot, block])));
      const fork = String(await network.request("eth_blockNumber"));
      assert.equal(await slotOf("0x0"), 11n);
      const snapshot = await network.request("evm_snapshot");
      await network.request("eth_sendTransaction", [transaction({ to: mortal, data: encode("Mortal", "die") })]);
      assert.equal(await network.request("eth_getCode", [mortal]), "0x");
      assert.equal(await slotOf("0x0"), 0n);
      assert.equal(await slotOf("0x1"), 0n, "a slot that nobody had looked up before");
      assert.equal(await slotOf("0x1", fork), 22n, "the same slot before");
      await network.request("hardhat_setStorageAt", [mortal, "0x1", `0x${"00".repeat(31)}05`]);
      assert.equal(await slotOf("0x1"), 5n);
      assert.equal(await slotOf("0x1", fork), 22n, "before it was set again");
      await network.request("evm_revert", [snapshot]);
      assert.equal(await slotOf("0x0"), 11n);
      assert.equal(await slotOf("0x1"), 22n);
    } finally {
      await network.close();
    }
  });

  it("create again what the other chain never had, and what was destroyed, with empty storage", async () => {
    const { factory } = upstream.contracts;
    const salt = `0x${"01".repeat(32)}`;
    const network = await LocalNetwork.create({
      ...localSettings({ hardfork: "shanghai" }),
      verify: true,
      forking: { url: proxy.url },
    });
    try {
      const call = { to: factory, data: encode("Factory", "addressOf", salt) };
      const child = `0x${String(await network.request("eth_call", [call])).slice(-40)}`;
      // Money that was there before is no reason not to create.
      await network.request("eth_sendTransaction", [transaction({ to: child, value: "0x1" })]);
      const create = transaction({ to: factory, data: encode("Factory", "create", salt), gas: "0x200000" });
      await network.request("eth_sendTransaction", [create]);
      await network.request("eth_sendTransaction", [
        transaction({ to: child, data: encode("Mortal", "set", 3n, 33n) }),
      ]);
      await network.request("eth_sendTransaction", [transaction({ to: child, data: encode("Mortal", "die") })]);
      await network.request("eth_sendTransaction", [create]);
      const more = { to: child, data: encode("Mortal", "more", 3n) };
      assert.equal(BigInt(String(await network.request("eth_call", [more]))), 0n);
      assert.equal(BigInt(String(await network.request("eth_getStorageAt", [child, "0x0"]))), 11n);
    } finally {
      await network.close();
    }
  });

  it("ask for nothing of contracts that were deployed after the fork", async () => {
    const network = await LocalNetwork.create({ ...localSettings(), forking: { url: proxy.url } });
    try {
      const nonce = BigInt(String(await network.request("eth_getTransactionCount", [ALICE])));
      const hash = await network.request("eth_sendTransaction", [
        transaction({ data: CONTRACTS.Coin?.bytecode, gas: "0x200000" }),
      ]);
      const { contractAddress } = (await network.request("eth_getTransactionReceipt", [hash])) as {
        contractAddress: string;
      };
      assert.equal(nonce > 0n, true, "the other chain's nonce counts");
      await network.request("eth_getCode", [contractAddress]);
      const before = proxy.methods.filter((method) => method === "eth_getStorageAt").length;
      await network.request("eth_sendTransaction", [
        transaction({ to: contractAddress, data: encode("Coin", "mint", BOB, 5n) }),
      ]);
      const after = proxy.methods.filter((method) => method === "eth_getStorageAt").length;
      assert.equal(after, before);
    } finally {
      await network.close();
    }
  });

  it("are right whatever the transactions do", async function () {
    this.timeout(120_000);
    const { mortal, factory, looker } = upstream.contracts;
    const account = fc.constantFrom(...SENDERS.slice(0, 6));
    const step = fc.oneof(
      fc.tuple(account, account, fc.bigInt(0n, 12n)).map(([from, to, value]) => pay(from, to, value)),
      fc.tuple(account, account).map(([from, to]) => transaction({ from, to, value: "0x5" })),
      account.map((from) => transaction({ from, to: mortal, data: encode("Mortal", "die") })),
      fc
        .tuple(account, fc.bigInt(0n, 9n), fc.bigInt(0n, 2n))
        .map(([from, key, value]) => transaction({ from, to: mortal, data: encode("Mortal", "set", key, value) })),
      fc.tuple(account, fc.integer({ min: 0, max: 2 })).map(([from, salt]) =>
        transaction({
          from,
          to: factory,
          data: encode("Factory", "create", `0x${salt.toString(16).padStart(64, "0")}`),
          gas: "0x200000",
        }),
      ),
      fc
        .tuple(account, fc.bigInt(0n, 14n))
        .map(([from, number]) => transaction({ from, to: looker, data: encode("Looker", "keepHash", number) })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 16 }),
        fc.constantFrom("shanghai", "osaka"),
        async (steps, hardfork) => {
          const one = await mine({ workers: 1, hardfork }, steps, 8);
          const eager = { minParallelTransactions: 2, minTransactionMicroseconds: 0 };
          const several = await mine({ workers: 3, ...eager, hardfork }, steps, 8);
          assert.deepEqual(several.blocks, one.blocks);
        },
      ),
      { numRuns: 8 },
    );
  });
});
