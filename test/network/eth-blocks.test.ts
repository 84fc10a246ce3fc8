import assert from "node:assert/strict";
import { ALICE, BOB, BothNetworks, compare, deployment, transaction } from "./helpers/both.ts";

const HASH = `0x${"11".repeat(32)}`;
/** Logs the block number under one topic and returns. */
const LOGGER = "4360005260aa60206000a100";

describe("the block methods, as on Hardhat's network", () => {
  let networks: BothNetworks;
  before(async () => {
    networks = await BothNetworks.create();
    await networks.result("evm_mine");
    await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1" }));
    await networks.result("eth_sendTransaction", transaction({ data: deployment(LOGGER) }));
    await networks.result("evm_setAutomine", false);
    await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x2", gasPrice: "0x77359400" }));
    await networks.result(
      "eth_sendTransaction",
      transaction({
        from: BOB,
        to: ALICE,
        gasPrice: "0x77359401",
        accessList: [{ address: ALICE, storageKeys: [HASH] }],
      }),
    );
    await networks.result("evm_mine");
    await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x3" }));
    await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x4" }));
  });
  after(() => networks.close());

  for (const block of ["0x0", "0x1", "0x2", "0x3", "0x4", "latest", "earliest", "pending", "safe", "finalized", 2]) {
    for (const withTransactions of [false, true]) {
      const form = withTransactions ? "with its transactions" : "with hashes of its transactions";
      it(`show block ${block} ${form}, property by property in the same order`, async () => {
        const shown = await networks.result("eth_getBlockByNumber", block, withTransactions);
        const [stock] = await networks.each("eth_getBlockByNumber", block, withTransactions);
        assert.equal(JSON.stringify(shown), JSON.stringify(stock));
      });
    }
  }

  compare(() => networks, "result", [
    ["show no block that does not exist", "eth_getBlockByNumber", "0xfffff", false],
    ["show no block of an unknown hash", "eth_getBlockByHash", HASH, true],
    ["tell the number of the last block", "eth_blockNumber"],
    ["count the transactions of a block", "eth_getBlockTransactionCountByNumber", "0x4"],
    ["count the transactions of the pending block", "eth_getBlockTransactionCountByNumber", "pending"],
    ["count the transactions of no block", "eth_getBlockTransactionCountByNumber", "0xfffff"],
    ["count the transactions of no hash", "eth_getBlockTransactionCountByHash", HASH],
    ["find a transaction by its place", "eth_getTransactionByBlockNumberAndIndex", "0x4", "0x1"],
    ["find a transaction by a place given as a number", "eth_getTransactionByBlockNumberAndIndex", "0x4", 0],
    ["find a pending transaction by its place", "eth_getTransactionByBlockNumberAndIndex", "pending", "0x1"],
    ["find no transaction behind the last", "eth_getTransactionByBlockNumberAndIndex", "0x4", "0x2"],
    ["find no transaction in no block", "eth_getTransactionByBlockNumberAndIndex", "0xfffff", "0x0"],
    ["find no transaction in a block of an unknown hash", "eth_getTransactionByBlockHashAndIndex", HASH, "0x0"],
    ["tell the price of blob gas", "eth_blobBaseFee"],
  ]);

  compare(() => networks, "error", [
    ["refuse an unknown tag", "eth_getBlockByNumber", "newest", false],
    ["refuse an object of EIP-1898", "eth_getBlockByNumber", { blockHash: HASH }, false],
    ["refuse null", "eth_getBlockByNumber", null, false],
    ["refuse a missing flag", "eth_getBlockByNumber", "0x0"],
    ["refuse a flag that is null", "eth_getBlockByNumber", "latest", null],
    ["refuse a flag that is a number", "eth_getBlockByHash", HASH, 1],
    ["refuse a flag that is text", "eth_getBlockByHash", HASH, "true"],
    ["refuse a missing flag after a hash", "eth_getBlockByHash", HASH],
    ["refuse a short hash", "eth_getBlockByHash", "0x12", false],
    ["refuse an odd hash", "eth_getBlockTransactionCountByHash", "0x1"],
    ["refuse a hash that is a number", "eth_getBlockTransactionCountByHash", 1],
    ["refuse a missing hash", "eth_getBlockTransactionCountByHash"],
    ["refuse a place above 2^64", "eth_getTransactionByBlockHashAndIndex", HASH, "0x1ffffffffffffffffffff"],
    ["refuse a place that is no number", "eth_getTransactionByBlockNumberAndIndex", "0x1", "first"],
    ["refuse parameters where there are none", "eth_blockNumber", 1],
    ["refuse an object where there are no parameters", "eth_blockNumber", {}],
    ["refuse null where there are no parameters", "eth_blockNumber", null],
  ]);

  it("show a block by its hash", async () => {
    const { hash } = (await networks.result("eth_getBlockByNumber", "0x4", false)) as { hash: string };
    await networks.result("eth_getBlockByHash", hash, true);
    await networks.result("eth_getBlockTransactionCountByHash", hash);
    await networks.result("eth_getTransactionByBlockHashAndIndex", hash, "0x0");
  });

  it("have the hashes of all earlier blocks for contracts", async () => {
    for (const number of [1, 2, 3]) {
      const blockHash = `0x60${number.toString(16).padStart(2, "0")}4060005260206000f3`;
      await networks.result("eth_call", { from: ALICE, data: blockHash });
    }
  });
});

describe("reserved runs of empty blocks, as on Hardhat's network", () => {
  let networks: BothNetworks;
  beforeEach(async () => {
    networks = await BothNetworks.create();
  });
  afterEach(() => networks.close());

  for (const count of [0, 1, 2, 5, 7, 8, 9, 1000]) {
    it(`give the same blocks when ${count} are mined at once`, async () => {
      await networks.result("hardhat_mine", `0x${count.toString(16)}`, "0x5");
      await networks.result("eth_blockNumber");
      for (let number = 0; number <= Math.min(count, 12); number++) {
        await networks.result("eth_getBlockByNumber", `0x${number.toString(16)}`, false);
      }
      await networks.result("eth_getBlockByNumber", "latest", false);
    });
  }

  it("mine a hundred million blocks at once", async () => {
    await networks.result("hardhat_mine", "0x5f5e100", "0x1");
    await networks.result("eth_blockNumber");
    await networks.result("eth_getBlockByNumber", "0x3b9aca", false);
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    await networks.result("eth_getBlockByNumber", "latest", true);
  });

  it("keep the state of a run's blocks, which Hardhat's network loses", async () => {
    await networks.result("hardhat_mine", "0x64");
    const atGenesis = await networks.result("eth_getBalance", ALICE, "0x0");
    const [, ours] = await networks.each("eth_getBalance", ALICE, "0x32");
    assert.equal(ours, atGenesis);
  });

  it("mine pending transactions first, and revert into the middle of a run", async () => {
    await networks.result("evm_setAutomine", false);
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    await networks.result("hardhat_mine", "0x64");
    const snapshot = await networks.result("evm_snapshot");
    await networks.result("hardhat_mine", "0x64", "0xa");
    await networks.result("eth_getBlockByNumber", "0x80", false);
    await networks.result("evm_revert", snapshot);
    await networks.result("eth_getBlockByNumber", "0x80", false);
    await networks.result("eth_getBlockByNumber", "0x32", false);
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "latest", false);
  });

  it("mine when numbers are left out or null", async () => {
    await networks.result("hardhat_mine");
    await networks.result("hardhat_mine", null, null);
    await networks.result("hardhat_mine", 2);
    await networks.result("hardhat_mine", "0x2", null);
    await networks.result("eth_getBlockByNumber", "latest", false);
  });

  it("refuse numbers that are none", async () => {
    await networks.error("hardhat_mine", "many");
    await networks.error("hardhat_mine", "0x1", "0x1", "0x1");
    await networks.error("hardhat_mine", {});
  });
});

describe("the size of a block, as on Hardhat's network", () => {
  const data = `0x${"00".repeat(1_600_000)}`;
  for (const hardfork of ["berlin", "osaka"]) {
    it(`has a limit (EIP-7934), above which nothing is mined and nothing pending shown, under ${hardfork}`, async () => {
      const networks = await BothNetworks.create({ hardfork, blockGasLimit: 400_000_000n });
      try {
        await networks.result("evm_setAutomine", false);
        for (let count = 0; count < 6; count++) {
          const request = { from: ALICE, to: BOB, data, gas: "0xffffff", gasPrice: "0x77359400" };
          await networks.result("eth_sendTransaction", request);
        }
        const { message } = await networks.error("evm_mine");
        assert.match(message, /^Maximum block RLP size exceeded. Maximum: 8388608 bytes. Actual: 96\d+ bytes$/);
        await networks.error("eth_getBlockByNumber", "pending", false);
        await networks.error("eth_getBalance", BOB, "pending");
        const waiting = (await networks.result("eth_pendingTransactions")) as { hash: string }[];
        await networks.result("hardhat_dropTransaction", waiting.at(-1)?.hash);
        await networks.result("evm_mine");
        await networks.result("eth_getBlockByNumber", "latest", false);
      } finally {
        await networks.close();
      }
    });
  }
});
