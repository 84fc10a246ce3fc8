import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { ALICE, BOB, BothNetworks, compare, deployment, NOBODY, START, transaction } from "./helpers/both.ts";

const RECEIVER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

async function head(networks: BothNetworks): Promise<{ timestamp: number; number: number }> {
  const block = (await networks.result("eth_getBlockByNumber", "latest", false)) as {
    timestamp: string;
    number: string;
  };
  return { timestamp: Number(block.timestamp), number: Number(block.number) };
}

describe("time, as on Hardhat's network", () => {
  let networks: BothNetworks;
  beforeEach(async () => {
    networks = await BothNetworks.create();
    networks.pinned = false;
  });
  afterEach(() => networks.close());

  it("give the next block, and only it, the time that was set", async () => {
    assert.equal(await networks.result("evm_setNextBlockTimestamp", START + 1000), String(START + 1000));
    await networks.result("evm_mine");
    assert.equal((await head(networks)).timestamp, START + 1000);
    await networks.each("evm_mine");
    const [stock, ours] = await networks.each("eth_getBlockByNumber", "latest", false);
    for (const block of [stock, ours]) {
      const { timestamp } = block as { timestamp: string };
      assert.ok(Number(timestamp) > START + 1000 && Number(timestamp) < START + 1060, timestamp);
    }
  });

  it("count from the time that was set", async () => {
    await networks.result("evm_setNextBlockTimestamp", START + 1000);
    await networks.result("evm_mine");
    const [stock, ours] = (await networks.each("evm_increaseTime", 500)) as [string, string];
    assert.ok(Math.abs(Number(stock) - Number(ours)) <= 1, `${stock} and ${ours}`);
    await networks.each("evm_mine");
    for (const block of await networks.each("eth_getBlockByNumber", "latest", false)) {
      const { timestamp } = block as { timestamp: string };
      assert.ok(Number(timestamp) >= START + 1500 && Number(timestamp) < START + 1560, timestamp);
    }
  });

  it("mine a block of a given time", async () => {
    await networks.result("evm_mine", START + 5000);
    assert.equal((await head(networks)).timestamp, START + 5000);
    await networks.result("evm_mine", `0x${(START + 6000).toString(16)}`);
    assert.equal((await head(networks)).timestamp, START + 6000);
    await networks.error("evm_mine", START + 5999);
  });

  it("forget the time that was set when a block of another time is mined", async () => {
    await networks.result("evm_setNextBlockTimestamp", START + 1000);
    await networks.result("evm_mine", START + 2000);
    await networks.error("evm_setNextBlockTimestamp", START + 1500);
    await networks.error("evm_setNextBlockTimestamp", START + 2000);
    assert.equal((await head(networks)).timestamp, START + 2000);
  });

  it("give a block one second more than its parent if it would have the same time", async () => {
    await networks.result("evm_mine", START + 2000);
    await networks.result("evm_mine", START + 2000);
    assert.equal((await head(networks)).timestamp, START + 2001);
  });

  it("show the time that was set in the pending block", async () => {
    await networks.result("evm_setNextBlockTimestamp", START + 1000);
    await networks.result("eth_getBlockByNumber", "pending", false);
    await networks.result("eth_call", { from: ALICE, data: "0x4260005260206000f3" }, "pending");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    assert.equal((await head(networks)).timestamp, START + 1000);
  });

  it("keep the time that was set for the block of a refused transaction", async () => {
    await networks.result("evm_setNextBlockTimestamp", START + 1000);
    await networks.error("eth_sendTransaction", transaction({ to: BOB, nonce: "0x9" }));
    await networks.error("eth_sendTransaction", transaction({ to: BOB, value: "0xfffffffffffffffffffffff" }));
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    assert.equal((await head(networks)).timestamp, START + 1000);
  });

  compare(() => networks, "error", [
    ["refuse a time before the last block", "evm_setNextBlockTimestamp", START - 1],
    ["refuse the time of the last block", "evm_setNextBlockTimestamp", START],
    ["refuse a time that is no number", "evm_setNextBlockTimestamp", "noon"],
    ["refuse no time", "evm_setNextBlockTimestamp"],
    ["refuse to go back", "evm_increaseTime", -1],
    ["refuse a fraction of a second", "evm_increaseTime", 1.5],
    ["refuse an increase that is a list", "evm_increaseTime", []],
    ["refuse an increase that is no number", "evm_increaseTime", "much"],
    ["refuse no increase", "evm_increaseTime"],
    ["refuse to mine before the last block", "evm_mine", 1],
    ["refuse to mine at null", "evm_mine", null],
    ["refuse to mine at a time that is no number", "evm_mine", "noon"],
    ["refuse to mine at a list", "evm_mine", []],
  ]);
});

describe("time where blocks may have the same, as on Hardhat's network", () => {
  it("mine several blocks in one second", async () => {
    const networks = await BothNetworks.create({ allowBlocksWithSameTimestamp: true });
    networks.pinned = false;
    for (let block = 0; block < 3; block++) {
      await networks.result("evm_setNextBlockTimestamp", START + 10);
      await networks.result("evm_mine");
      await networks.result("eth_getBlockByNumber", "latest", false);
    }
    await networks.result("evm_mine", START + 10);
    assert.equal((await head(networks)).timestamp, START + 10);
    await networks.close();
  });
});

describe("snapshots, as on Hardhat's network", () => {
  let networks: BothNetworks;
  beforeEach(async () => {
    networks = await BothNetworks.create();
  });
  afterEach(() => networks.close());

  it("bring back blocks, transactions, receipts, logs and state", async () => {
    const first = await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1" }));
    const snapshot = await networks.result("evm_snapshot");
    const second = await networks.result(
      "eth_sendTransaction",
      transaction({ data: deployment("4360005500"), value: "0x1" }),
    );
    const { hash } = (await networks.result("eth_getBlockByNumber", "latest", false)) as { hash: string };
    assert.equal(await networks.result("evm_revert", snapshot), true);
    await networks.result("eth_blockNumber");
    await networks.result("eth_getTransactionByHash", first);
    assert.equal(await networks.result("eth_getTransactionByHash", second), null);
    assert.equal(await networks.result("eth_getTransactionReceipt", second), null);
    assert.equal(await networks.result("eth_getBlockByHash", hash, false), null);
    assert.equal(await networks.result("eth_getBlockByNumber", "0x2", false), null);
    await networks.result("eth_getBalance", ALICE);
    await networks.result("eth_getTransactionCount", ALICE);
  });

  it("go on from there with the same blocks", async () => {
    const snapshot = await networks.result("evm_snapshot");
    const send = async () => {
      await networks.result("eth_sendTransaction", transaction({ to: BOB, value: "0x1" }));
      return (await networks.result("eth_getBlockByNumber", "latest", false)) as { hash: string };
    };
    const before = await send();
    await networks.result("evm_revert", snapshot);
    assert.equal((await send()).hash, before.hash);
  });

  it("forget a snapshot that was gone back to, and all later ones", async () => {
    const first = await networks.result("evm_snapshot");
    const second = await networks.result("evm_snapshot");
    const third = await networks.result("evm_snapshot");
    assert.equal(await networks.result("evm_revert", second), true);
    assert.equal(await networks.result("evm_revert", second), false);
    assert.equal(await networks.result("evm_revert", third), false);
    assert.equal(await networks.result("evm_revert", first), true);
    assert.equal(await networks.result("evm_revert", "0x99"), false);
  });

  it("number snapshots as if every sent transaction made one", async () => {
    assert.equal(await networks.result("evm_snapshot"), "0x1");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    assert.equal(await networks.result("evm_snapshot"), "0x3");
    await networks.error("eth_sendTransaction", transaction({ to: BOB, nonce: "0x9" }));
    assert.equal(await networks.result("evm_snapshot"), "0x4");
  });

  it("bring back the coinbase, the fee and the randomness of the next block, and the gas limit", async () => {
    await networks.result("hardhat_setNextBlockBaseFeePerGas", "0x5");
    const snapshot = await networks.result("evm_snapshot");
    await networks.result("hardhat_setCoinbase", NOBODY);
    await networks.result("hardhat_setNextBlockBaseFeePerGas", "0x7");
    await networks.result("hardhat_setPrevRandao", `0x${"11".repeat(32)}`);
    await networks.result("evm_setBlockGasLimit", "0x10000");
    await networks.result("evm_revert", snapshot);
    await networks.result("eth_coinbase");
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "latest", false);
  });

  it("bring back the transactions that waited, but not automine", async () => {
    await networks.result("evm_setAutomine", false);
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    const snapshot = await networks.result("evm_snapshot");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    await networks.result("evm_mine");
    await networks.result("evm_setAutomine", true);
    await networks.result("evm_revert", snapshot);
    assert.equal(((await networks.result("eth_pendingTransactions")) as unknown[]).length, 1);
    assert.equal(await networks.result("hardhat_getAutomine"), true);
  });

  it("bring back what was changed by hand", async () => {
    await networks.result("hardhat_setBalance", NOBODY, "0x5");
    const snapshot = await networks.result("evm_snapshot");
    await networks.result("hardhat_setBalance", NOBODY, "0x6");
    await networks.result("hardhat_setCode", NOBODY, "0x6001");
    await networks.result("hardhat_setStorageAt", NOBODY, "0x0", `0x${"11".repeat(32)}`);
    await networks.result("hardhat_setNonce", NOBODY, "0x9");
    await networks.result("evm_mine");
    await networks.result("evm_revert", snapshot);
    assert.equal(await networks.result("eth_getBalance", NOBODY), "0x5");
    await networks.result("eth_getCode", NOBODY);
    await networks.result("eth_getStorageAt", NOBODY, "0x0");
    await networks.result("eth_getTransactionCount", NOBODY);
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "latest", false);
  });

  it("bring back the state of a contract over many blocks and reverts", async () => {
    const counter = deployment("6000546001018060005560005260206000f3");
    const hash = await networks.result("eth_sendTransaction", transaction({ data: counter }));
    const { contractAddress } = (await networks.result("eth_getTransactionReceipt", hash)) as {
      contractAddress: string;
    };
    for (let round = 0; round < 5; round++) {
      const snapshot = await networks.result("evm_snapshot");
      for (let call = 0; call <= round; call++) {
        await networks.result("eth_sendTransaction", transaction({ to: contractAddress }));
      }
      await networks.result("eth_getStorageAt", contractAddress, "0x0");
      await networks.result("eth_call", { from: ALICE, to: contractAddress }, "0x2");
      await networks.result("evm_revert", snapshot);
      assert.equal(BigInt((await networks.result("eth_getStorageAt", contractAddress, "0x0")) as string), 0n);
    }
  });

  compare(() => networks, "error", [
    ["refuse a number that is none", "evm_revert", "first"],
    ["refuse an object", "evm_revert", {}],
    ["refuse nothing", "evm_revert"],
    ["refuse parameters of a snapshot", "evm_snapshot", 1],
  ]);
});

describe("mining modes, as on Hardhat's network", () => {
  let networks: BothNetworks;
  beforeEach(async () => {
    networks = await BothNetworks.create();
  });
  afterEach(() => networks.close());

  compare(() => networks, "result", [
    ["switch automine off", "evm_setAutomine", false],
    ["tell whether automine is on", "hardhat_getAutomine"],
    ["switch interval mining off", "evm_setIntervalMining", 0],
    ["change the gas limit of blocks", "evm_setBlockGasLimit", "0x1c9c380"],
    ["change the gas limit by a number", "evm_setBlockGasLimit", 30_000_000],
  ]);
  compare(() => networks, "error", [
    ["refuse a number for automine", "evm_setAutomine", 1],
    ["refuse text for automine", "evm_setAutomine", "true"],
    ["refuse nothing for automine", "evm_setAutomine"],
    ["refuse blocks without gas", "evm_setBlockGasLimit", "0x0"],
    ["refuse a gas limit that is no number", "evm_setBlockGasLimit", "much"],
    ["refuse an interval that is text", "evm_setIntervalMining", "often"],
    ["refuse a negative interval", "evm_setIntervalMining", -1],
    ["refuse a range of one", "evm_setIntervalMining", [1]],
    ["refuse a range of three", "evm_setIntervalMining", [1, 2, 3]],
    ["refuse a range upside down", "evm_setIntervalMining", [2, 1]],
    ["refuse a range from zero", "evm_setIntervalMining", [0, 1]],
    ["refuse an object for an interval", "evm_setIntervalMining", {}],
  ]);

  it("give the next block the gas limit that was set", async () => {
    await networks.result("evm_setBlockGasLimit", "0x1c9c380");
    await networks.result("eth_getBlockByNumber", "pending", false);
    await networks.result("evm_mine");
    await networks.result("eth_getBlockByNumber", "latest", false);
  });

  it("mine at intervals what waits, and stop", async () => {
    await networks.result("evm_setAutomine", false);
    const hash = await networks.result("eth_sendTransaction", transaction({ to: RECEIVER }));
    await networks.result("evm_setIntervalMining", 20);
    while ((await networks.ours.request("eth_getTransactionReceipt", [hash])) === null) await wait(5);
    await networks.result("evm_setIntervalMining", 0);
    const stopped = await networks.ours.request("eth_blockNumber");
    await wait(100);
    assert.equal(await networks.ours.request("eth_blockNumber"), stopped);
  });

  it("mine at intervals drawn from a range", async () => {
    await networks.result("evm_setIntervalMining", [5, 10]);
    while (Number(await networks.ours.request("eth_blockNumber")) < 3) await wait(5);
    await networks.result("evm_setIntervalMining", 0);
  });
});
