import assert from "node:assert/strict";
import type { ForkActivation } from "../../../plugin/network/fork/config.ts";
import { ALICE, BOB, BothNetworks, CAROL, type Case, type Settings, transaction } from "../helpers/both.ts";
import { cases, NO_UPSTREAM } from "./cases.ts";
import { encode, startUpstream, temporaryDirectory, UPSTREAM_CHAIN, type Upstream } from "./upstream.ts";

describe("A fork, as on Hardhat's network", () => {
  let upstream: Upstream;
  let cache: Awaited<ReturnType<typeof temporaryDirectory>>;
  before(async function () {
    this.timeout(60_000);
    [upstream, cache] = await Promise.all([startUpstream(), temporaryDirectory()]);
  });
  after(async () => {
    await upstream.close();
    await cache.remove();
  });

  async function fork(settings: Settings = {}, history: readonly ForkActivation[] = [], blockNumber?: bigint) {
    const forking = { url: upstream.url, ...(blockNumber === undefined ? {} : { blockNumber }) };
    const hardforkHistory = Object.fromEntries(
      history.map(({ hardfork, ...since }) => [
        hardfork,
        "blockNumber" in since ? { blockNumber: Number(since.blockNumber) } : { timestamp: Number(since.timestamp) },
      ]),
    );
    return await BothNetworks.create(
      { ...settings, forking },
      {},
      { forking: { ...forking, hardforkHistories: new Map([[BigInt(UPSTREAM_CHAIN), history]]) }, verify: true },
      {
        paths: { cache: cache.path },
        ...(history.length === 0
          ? {}
          : { chainDescriptors: { [UPSTREAM_CHAIN]: { name: "upstream", chainType: "l1", hardforkHistory } } }),
      },
    );
  }

  describe("answers", () => {
    let networks: BothNetworks;
    before(async () => {
      networks = await fork();
    });
    after(() => networks.close());

    for (const [group, list] of Object.entries(cases(NO_UPSTREAM))) {
      describe(group, () => {
        for (const [index, [title]] of list.entries()) {
          it(title, async () => {
            const [, method, ...params] = (cases(upstream)[group] as Case[])[index] as Case;
            await networks.ask(method, ...params);
          });
        }
      });
    }
  });

  it("says alike what it is a fork of", async () => {
    const networks = await fork();
    try {
      const [stock, ours] = (await networks.each("hardhat_metadata")) as { forkedNetwork: object }[];
      assert.deepEqual(ours?.forkedNetwork, stock?.forkedNetwork);
    } finally {
      await networks.close();
    }
  });

  it("begins at a block of one's choice", async () => {
    const networks = await fork({}, [], 5n);
    try {
      assert.equal(await networks.result("eth_blockNumber"), "0x5");
      await networks.result("eth_getBlockByNumber", "latest", true);
      // Hardhat's network does find these: they are in the other chain, but not in this one.
      for (const [method, ...params] of [
        ["eth_getBlockByHash", upstream.blocks[6], false],
        ["eth_getTransactionByHash", upstream.transactions[7]?.[0]],
        ["eth_getTransactionReceipt", upstream.transactions[7]?.[0]],
      ] as const) {
        assert.equal(await networks.ours.request(method, params), null);
      }
      await networks.result("eth_getLogs", { fromBlock: "0x0" });
      await networks.result("eth_getTransactionCount", ALICE);
      await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1" }));
      await networks.result("eth_getBlockByNumber", "0x6", true);
    } finally {
      await networks.close();
    }
  });

  it("goes back to snapshots, and to the block of the fork", async () => {
    const networks = await fork();
    try {
      const { coin } = upstream.contracts;
      const look = async () => {
        await networks.result("eth_getBlockByNumber", "pending", true);
        await networks.result("eth_call", { from: ALICE, to: coin, data: encode("Coin", "balanceOf", BOB) }, "pending");
        await networks.result("eth_getStorageAt", coin, "0x0");
        await networks.result("eth_getTransactionCount", ALICE);
        await networks.result("eth_getLogs", { fromBlock: "0x0" });
      };
      const pay = async (value: bigint) =>
        await networks.result(
          "eth_sendTransaction",
          transaction({ to: coin, data: encode("Coin", "transfer", BOB, value) }),
        );
      const start = await networks.result("evm_snapshot");
      await pay(1n);
      const later = await networks.result("evm_snapshot");
      await pay(2n);
      await networks.result("hardhat_setStorageAt", coin, "0x0", `0x${"00".repeat(31)}01`);
      await look();
      assert.equal(await networks.result("evm_revert", later), true);
      await look();
      await pay(3n);
      assert.equal(await networks.result("evm_revert", start), true);
      await look();
      assert.equal(await networks.result("evm_revert", later), false);
      await pay(4n);
      await look();
    } finally {
      await networks.close();
    }
  });

  it("mines blocks of many transactions of accounts of both chains", async () => {
    const networks = await fork({ mining: { auto: false } });
    try {
      const { coin } = upstream.contracts;
      for (const [from, to] of [
        [ALICE, BOB],
        [BOB, CAROL],
        [CAROL, ALICE],
        [ALICE, CAROL],
      ] as const) {
        await networks.result(
          "eth_sendTransaction",
          transaction({ from, to: coin, data: encode("Coin", "transfer", to, 2n) }),
        );
      }
      await networks.result("eth_pendingTransactions");
      await networks.result("eth_getBlockByNumber", "pending", true);
      await networks.result("hardhat_mine");
      const block = (await networks.result("eth_getBlockByNumber", "latest", true)) as { transactions: object[] };
      assert.equal(block.transactions.length, 4);
      await networks.result("eth_getLogs", { fromBlock: "latest" });
    } finally {
      await networks.close();
    }
  });

  for (const initialBaseFeePerGas of [0n, 5_000_000_000n]) {
    it(`begin with a base fee of ${initialBaseFeePerGas} where the configuration says so`, async () => {
      const networks = await fork({ initialBaseFeePerGas });
      try {
        await networks.result("eth_gasPrice");
        await networks.result("eth_getBlockByNumber", "pending", false);
        const snapshot = await networks.result("evm_snapshot");
        for (let block = 0; block < 2; block++) {
          const fees = { maxFeePerGas: "0x4a817c800" };
          await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1", ...fees }));
          await networks.result("eth_getBlockByNumber", "latest", false);
        }
        await networks.result("evm_revert", snapshot);
        await networks.result("hardhat_mine", "0x2");
        await networks.result("eth_getBlockByNumber", "latest", false);
      } finally {
        await networks.close();
      }
    });
  }

  it("executes on past blocks by the rules that the other chain had", async () => {
    const history: ForkActivation[] = [
      { hardfork: "shanghai", blockNumber: 0n },
      { hardfork: "cancun", blockNumber: 6n },
      { hardfork: "osaka", blockNumber: 8n },
    ];
    const networks = await fork({}, history);
    try {
      const { coin, looker } = upstream.contracts;
      // The opcode MCOPY (EIP-5656) is there from Cancun on, CLZ (EIP-7939) from Osaka on.
      const copying = { from: ALICE, data: `0x60206000600052${"6020600060005e"}60206000f3` };
      const counting = { from: ALICE, data: "0x60011e60005260206000f3" };
      for (const block of ["0x5", "0x6", "0x8"]) {
        await networks.ask("eth_call", copying, block);
        await networks.ask("eth_call", counting, block);
        await networks.ask("eth_call", { from: ALICE, to: coin, data: encode("Coin", "balanceOf", ALICE) }, block);
        await networks.ask("eth_call", { from: ALICE, to: looker, data: encode("Looker", "chain") }, block);
        await networks.ask("eth_call", { from: ALICE, to: looker, data: encode("Looker", "hashOf", 2n) }, block);
        await networks.ask("eth_estimateGas", { from: ALICE, to: BOB, value: "0x1" }, block);
      }
      // Hardhat's network has the other chain's id here; the state is that of the local one.
      const call = { from: ALICE, to: looker, data: encode("Looker", "chain") };
      assert.equal(BigInt(String(await networks.ours.request("eth_call", [call])).slice(0, 66)), 31337n);
    } finally {
      await networks.close();
    }
  });

  it("refuses to execute on past blocks of a chain whose history is not known", async () => {
    const networks = await fork();
    try {
      await networks.error("eth_call", { from: ALICE, to: BOB }, "0x3");
      await networks.error("eth_estimateGas", { from: ALICE, to: BOB }, "0x3");
    } finally {
      await networks.close();
    }
  });
});
