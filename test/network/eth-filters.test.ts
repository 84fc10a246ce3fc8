import assert from "node:assert/strict";
import type { EthereumProvider } from "hardhat/types/providers";
import { ALICE, BOB, BothNetworks, type Case, compare, deployment, NOBODY, transaction } from "./helpers/both.ts";

const HASH = `0x${"11".repeat(32)}`;
const TOPIC_AA = `0x${"aa".padStart(64, "0")}`;
const TOPIC_BB = `0x${"bb".padStart(64, "0")}`;
/** Logs the block number under topics aa and the caller. */
const LOGGER = deployment(
  "43600052336000357fff0000000000000000000000000000000000000000000000000000000000000016505060aa3360aa60206000a300",
);
/** Logs nothing under no topic, then under topics bb and aa. */
const TWICE = deployment("60006000a060aa60bb60006000a200");

async function deploy(networks: BothNetworks, data: string): Promise<string> {
  const hash = await networks.result("eth_sendTransaction", transaction({ data }));
  const receipt = (await networks.result("eth_getTransactionReceipt", hash)) as { contractAddress: string };
  return receipt.contractAddress;
}

describe("logs, as on Hardhat's network", () => {
  let networks: BothNetworks;
  let logger: string;
  let twice: string;
  before(async () => {
    networks = await BothNetworks.create();
    logger = await deploy(networks, LOGGER);
    twice = await deploy(networks, TWICE);
    await networks.result("eth_sendTransaction", transaction({ to: logger }));
    await networks.result("evm_mine");
    await networks.result("evm_setAutomine", false);
    await networks.result("eth_sendTransaction", transaction({ to: twice }));
    await networks.result("eth_sendTransaction", transaction({ from: BOB, to: logger }));
    await networks.result("eth_sendTransaction", transaction({ from: BOB, to: twice }));
    await networks.result("evm_mine");
    await networks.result("hardhat_mine", "0x20");
  });
  after(() => networks.close());

  const all = { fromBlock: "0x0" };
  const cases: Case[] = [
    ["find all logs", "eth_getLogs", all],
    ["find no logs in the last block", "eth_getLogs", {}],
    ["find the logs of a range", "eth_getLogs", { fromBlock: "0x4", toBlock: "0x5" }],
    ["find no logs in a range upside down", "eth_getLogs", { fromBlock: "0x5", toBlock: "0x1" }],
    ["find no logs behind the last block", "eth_getLogs", { fromBlock: "0x500" }],
    ["find the logs up to a tag", "eth_getLogs", { fromBlock: "earliest", toBlock: "latest" }],
    ["find the logs up to the pending block", "eth_getLogs", { fromBlock: "earliest", toBlock: "pending" }],
    ["find logs by a topic", "eth_getLogs", { ...all, topics: [TOPIC_AA] }],
    ["find logs by one of several topics", "eth_getLogs", { ...all, topics: [[TOPIC_AA, TOPIC_BB]] }],
    ["find logs by a later topic", "eth_getLogs", { ...all, topics: [null, TOPIC_AA] }],
    ["find logs with that many topics", "eth_getLogs", { ...all, topics: [null, null] }],
    ["find logs with any topic", "eth_getLogs", { ...all, topics: [null] }],
    ["find all logs by no topics", "eth_getLogs", { ...all, topics: [] }],
    ["find no logs by an empty choice of topics", "eth_getLogs", { ...all, topics: [[]] }],
    ["find all logs by no addresses", "eth_getLogs", { ...all, address: [] }],
    ["find no logs of another address", "eth_getLogs", { ...all, address: NOBODY }],
    ["ignore unknown fields", "eth_getLogs", { ...all, color: "red" }],
  ];
  compare(() => networks, "result", cases);

  compare(() => networks, "error", [
    ["refuse an unknown block hash", "eth_getLogs", { blockHash: HASH }],
    ["refuse a block hash beside a range", "eth_getLogs", { blockHash: HASH, fromBlock: "0x0" }],
    ["refuse an unknown tag", "eth_getLogs", { fromBlock: "newest" }],
    ["refuse a block that is a number", "eth_getLogs", { fromBlock: 1 }],
    ["refuse a short address", "eth_getLogs", { address: "0x1" }],
    ["refuse topics that are text", "eth_getLogs", { topics: "all" }],
    ["refuse a short topic", "eth_getLogs", { topics: [["0x1"]] }],
    ["refuse null for a filter", "eth_getLogs", null],
    ["refuse a number for a filter", "eth_newFilter", 1],
    ["refuse no filter", "eth_getLogs"],
  ]);

  it("find the logs of contracts", async () => {
    await networks.result("eth_getLogs", { ...all, address: logger });
    await networks.result("eth_getLogs", { ...all, address: [logger, twice], topics: [TOPIC_BB] });
  });

  it("find the logs of a block by its hash", async () => {
    const { hash } = (await networks.result("eth_getBlockByNumber", "0x5", false)) as { hash: string };
    assert.ok(((await networks.result("eth_getLogs", { blockHash: hash })) as unknown[]).length > 2);
    await networks.result("eth_getLogs", { fromBlock: { blockHash: hash }, toBlock: { blockHash: hash } });
  });

  it("show logs property by property in the same order", async () => {
    const [stock, ours] = await networks.each("eth_getLogs", all);
    assert.equal(JSON.stringify(ours), JSON.stringify(stock));
  });
});

describe("filters, as on Hardhat's network", () => {
  let networks: BothNetworks;
  let logger: string;
  beforeEach(async () => {
    networks = await BothNetworks.create();
    logger = await deploy(networks, LOGGER);
  });
  afterEach(() => networks.close());

  it("keep new blocks until they are asked for", async () => {
    const id = await networks.result("eth_newBlockFilter");
    await networks.result("eth_getFilterChanges", id);
    await networks.result("evm_mine");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    assert.equal(((await networks.result("eth_getFilterChanges", id)) as unknown[]).length, 2);
    assert.deepEqual(await networks.result("eth_getFilterChanges", id), []);
    assert.equal(await networks.result("eth_uninstallFilter", id), true);
    assert.equal(await networks.result("eth_uninstallFilter", id), false);
    assert.equal(await networks.result("eth_getFilterChanges", id), null);
  });

  it("keep new pending transactions until they are asked for", async () => {
    const id = await networks.result("eth_newPendingTransactionFilter");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    await networks.result("evm_setAutomine", false);
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    assert.equal(((await networks.result("eth_getFilterChanges", id)) as unknown[]).length, 2);
  });

  it("keep new logs until they are asked for", async () => {
    const any = await networks.result("eth_newFilter", {});
    const some = await networks.result("eth_newFilter", { address: logger, topics: [TOPIC_BB] });
    const few = await networks.result("eth_newFilter", { fromBlock: "0x0", toBlock: "0x2", topics: [TOPIC_AA] });
    await networks.result("eth_sendTransaction", transaction({ to: logger }));
    await networks.result("eth_sendTransaction", transaction({ to: logger }));
    await networks.result("eth_getFilterChanges", some);
    await networks.result("eth_getFilterChanges", few);
    assert.equal(((await networks.result("eth_getFilterLogs", any)) as unknown[]).length, 2);
    await networks.result("eth_getFilterLogs", any);
  });

  it("give logs of the past to a new filter", async () => {
    await networks.result("eth_sendTransaction", transaction({ to: logger }));
    const id = await networks.result("eth_newFilter", { fromBlock: "0x0" });
    await networks.result("eth_getFilterChanges", id);
  });

  it("give logs of filters for logs only", async () => {
    const blocks = await networks.result("eth_newBlockFilter");
    const transactions = await networks.result("eth_newPendingTransactionFilter");
    await networks.error("eth_getFilterLogs", blocks);
    await networks.error("eth_getFilterLogs", transactions);
    assert.equal(await networks.result("eth_getFilterLogs", "0x99"), null);
    assert.equal(await networks.result("eth_getFilterChanges", "0x99"), null);
  });

  compare(() => networks, "error", [
    ["refuse a filter number that is none", "eth_getFilterChanges", "first"],
    ["refuse an object for a filter number", "eth_getFilterLogs", {}],
    ["refuse no filter number", "eth_uninstallFilter"],
    ["refuse parameters of a block filter", "eth_newBlockFilter", 1],
  ]);
});

describe("subscriptions, as on Hardhat's network", () => {
  let networks: BothNetworks;
  let logger: string;
  let ours: unknown[];
  let stock: unknown[];
  beforeEach(async () => {
    ours = [];
    stock = [];
    networks = await BothNetworks.create({}, { emit: (event, payload) => ours.push([event, payload]) });
    for (const event of ["notification", "message"] as const) {
      (networks.stock as EthereumProvider).on(event, (payload: unknown) => stock.push([event, payload]));
    }
    logger = await deploy(networks, LOGGER);
  });
  afterEach(() => networks.close());

  async function assertSameEvents(count: number): Promise<void> {
    const deadline = Date.now() + 5000;
    while (stock.length < count && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    const sorted = (events: unknown[]) => events.map((event) => JSON.stringify(event)).sort();
    assert.deepEqual(sorted(ours), sorted(stock));
    assert.equal(ours.length, count);
  }

  it("push new blocks", async () => {
    await networks.result("eth_subscribe", "newHeads");
    await networks.result("evm_mine");
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    await assertSameEvents(4);
  });

  it("push pending transactions and logs", async () => {
    await networks.result("eth_subscribe", "newPendingTransactions");
    await networks.result("eth_subscribe", "logs", { address: logger });
    await networks.result("eth_sendTransaction", transaction({ to: logger }));
    await networks.result("eth_sendTransaction", transaction({ to: BOB }));
    await assertSameEvents(6);
  });

  it("end, and are no filters", async () => {
    const id = await networks.result("eth_subscribe", "newHeads");
    assert.equal(await networks.result("eth_uninstallFilter", id), false);
    // What was the latest block then, and nothing that came later.
    await networks.result("eth_getFilterChanges", id);
    assert.equal(await networks.result("eth_unsubscribe", id), true);
    assert.equal(await networks.result("eth_unsubscribe", id), false);
    await networks.result("evm_mine");
    assert.deepEqual(ours, []);
  });

  compare(() => networks, "error", [
    ["refuse an unknown kind", "eth_subscribe", "syncing"],
    ["refuse what objects have for a kind", "eth_subscribe", "constructor"],
    ["refuse a number for a kind", "eth_subscribe", 1],
    ["refuse logs without filter", "eth_subscribe", "logs"],
    ["refuse nothing", "eth_subscribe"],
    ["refuse a subscription number that is none", "eth_unsubscribe", "first"],
  ]);
  compare(() => networks, "result", [["accept a filter where it has no meaning", "eth_subscribe", "newHeads", {}]]);
});

describe("events of the past, as on Hardhat's network", () => {
  it("stay in a filter when the chain goes back", async () => {
    const networks = await BothNetworks.create();
    const id = await networks.result("eth_newBlockFilter");
    const snapshot = await networks.result("evm_snapshot");
    await networks.result("eth_sendTransaction", transaction({ to: BOB, from: ALICE }));
    await networks.result("evm_revert", snapshot);
    await networks.result("evm_mine");
    assert.equal(((await networks.result("eth_getFilterChanges", id)) as unknown[]).length, 3);
    await networks.close();
  });
});
