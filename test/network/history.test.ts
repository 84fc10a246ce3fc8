import assert from "node:assert/strict";
import { hexToKey } from "../../plugin/engine/state/keys.ts";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import { LocalNode } from "../../plugin/network/local-node.ts";
import { ALICE, BOB, localSettings, NOBODY, transaction } from "./helpers/both.ts";

const HISTORY = 10;
/** So many blocks that old states have really been forgotten, not only hidden. */
const MANY = 200;

describe("a local network that keeps the states of its last blocks only", () => {
  let network: LocalNetwork;

  beforeEach(async () => {
    network = await LocalNetwork.create({ ...localSettings(), history: HISTORY });
  });

  afterEach(() => network.close());

  const quantity = (number: number): string => `0x${number.toString(16)}`;

  /** Each block sends one wei to the account without a balance, so that its balance is the number of the block. */
  async function mine(blocks: number): Promise<string[]> {
    const hashes: string[] = [];
    for (let block = 0; block < blocks; block++) {
      hashes.push(
        (await network.request("eth_sendTransaction", [transaction({ to: NOBODY, value: "0x1" })])) as string,
      );
    }
    return hashes;
  }

  const balanceAt = (block: number): Promise<unknown> => network.request("eth_getBalance", [NOBODY, quantity(block)]);

  function refusal(block: number, latest: number): { code: number; message: string } {
    return {
      code: -32000,
      message: `The state after block ${block} is not kept any more: the network's setting \`parallel.history\` keeps that of ${HISTORY} blocks before the latest, which is ${latest}. Raise the setting, or leave it out to keep all.`,
    };
  }

  it("reads those, and answers requests for older ones with an error that names the setting", async () => {
    for (const mined of [MANY, 1, 1, 70]) {
      await mine(mined);
      const latest = Number(await network.request("eth_blockNumber"));
      for (const back of [0, 1, HISTORY]) assert.equal(await balanceAt(latest - back), quantity(latest - back));
      for (const block of [0, latest - HISTORY - 1]) await assert.rejects(balanceAt(block), refusal(block, latest));
      const old = quantity(latest - HISTORY - 1);
      const call = { from: ALICE, to: BOB };
      for (const [method, ...params] of [
        ["eth_call", call, old],
        ["eth_estimateGas", call, old],
        ["eth_getCode", BOB, old],
        ["eth_getStorageAt", BOB, "0x0", old],
        ["eth_getTransactionCount", BOB, old],
      ] as const) {
        await assert.rejects(network.request(method, params), refusal(latest - HISTORY - 1, latest), method);
      }
    }
  });

  it("still has every block, transaction and receipt", async () => {
    const [first] = await mine(MANY);
    const receipt = (await network.request("eth_getTransactionReceipt", [first])) as { blockNumber: string };
    assert.equal(receipt.blockNumber, "0x1");
    assert.notEqual(await network.request("eth_getTransactionByHash", [first]), null);
    assert.notEqual(await network.request("eth_getBlockByNumber", ["0x1", true]), null);
  });

  it("can go back to any snapshot, and then reads what was before it", async () => {
    await mine(20);
    const snapshot = await network.request("evm_snapshot");
    await mine(MANY);
    await assert.rejects(balanceAt(20), refusal(20, 20 + MANY));
    assert.equal(await network.request("evm_revert", [snapshot]), true);
    for (const block of [20, 19, 20 - HISTORY]) assert.equal(await balanceAt(block), quantity(block));
    await assert.rejects(balanceAt(20 - HISTORY - 1), refusal(20 - HISTORY - 1, 20));
    await mine(MANY);
    assert.equal(await balanceAt(20 + MANY), quantity(20 + MANY));
  });

  it("counts blocks that nobody has looked at", async () => {
    await mine(5);
    await network.request("hardhat_mine", ["0x3e8"]);
    await mine(1);
    assert.equal(await balanceAt(1006), "0x6");
    assert.equal(await balanceAt(1000), "0x5");
    await assert.rejects(balanceAt(5), refusal(5, 1006));
  });

  it("does not remember more and more of the states", async () => {
    const node = await LocalNode.create({ ...localSettings(), history: HISTORY }, { onBlock() {}, onEvent() {} });
    const { state } = node.engine;
    let most = 0;
    for (let block = 0; block < 1000; block++) {
      state.setBalance(hexToKey(NOBODY), BigInt(block));
      node.chain.stateChanged();
      await node.miner.mine();
      most = Math.max(most, state.version - state.oldestVersion);
    }
    assert.ok(most < 200, `${most} changes`);
    await node.close();
  });

  it("keeps all states where the setting is left out", async () => {
    await network.close();
    network = await LocalNetwork.create(localSettings());
    await mine(MANY);
    for (const block of [0, 1, MANY]) assert.equal(await balanceAt(block), quantity(block));
  });
});

describe("a local network that keeps its last blocks only", () => {
  /** The fewest that the setting allows. */
  const KEPT = 256;
  let network: LocalNetwork;

  before(async () => {
    network = await LocalNetwork.create({ ...localSettings(), blockHistory: KEPT });
  });

  after(() => network.close());

  const send = async (): Promise<string> =>
    (await network.request("eth_sendTransaction", [transaction({ to: NOBODY, value: "0x1" })])) as string;

  function refusal(block: number, latest: number): { code: number; message: string } {
    return {
      code: -32000,
      message: `Block ${block} is not kept any more: the network's setting \`parallel.blockHistory\` keeps ${KEPT} blocks before the latest, which is ${latest}. Raise the setting, or leave it out to keep all.`,
    };
  }

  /** Asserts that blocks from `first` on are there, and none before. */
  async function keeps(first: number, hashes: readonly string[]): Promise<void> {
    const latest = Number(await network.request("eth_blockNumber"));
    assert.equal(first, Math.max(0, latest - KEPT));
    const [kept, forgotten] = [`0x${first.toString(16)}`, `0x${(first - 1).toString(16)}`];
    const block = (await network.request("eth_getBlockByNumber", [kept, true])) as { hash: string };
    assert.notEqual(await network.request("eth_getBlockByHash", [block.hash, false]), null);
    assert.equal(await network.request("eth_getBalance", [NOBODY, kept]), kept);
    assert.deepEqual(await network.request("eth_getLogs", [{ fromBlock: kept }]), []);
    for (const [index, hash] of hashes.entries()) {
      const receipt = await network.request("eth_getTransactionReceipt", [hash]);
      assert.equal(receipt === null, index + 1 < first, `transaction of block ${index + 1}`);
    }
    if (first === 0) return;
    for (const [method, ...params] of [
      ["eth_getBlockByNumber", forgotten, false],
      ["eth_getBlockTransactionCountByNumber", forgotten],
      ["eth_getBalance", NOBODY, forgotten],
      ["eth_getLogs", { fromBlock: forgotten }],
      ["eth_feeHistory", `0x${(KEPT + 2).toString(16)}`, "latest", []],
    ] as const) {
      await assert.rejects(network.request(method, params), refusal(first - 1, latest), method);
    }
    await assert.rejects(network.request("eth_getBlockByNumber", ["earliest", false]), refusal(0, latest));
  }

  it("finds those, and answers requests for older ones with an error that names the setting", async () => {
    const hashes: string[] = [];
    for (const mined of [10, 250, 300, 1]) {
      for (let block = 0; block < mined; block++) hashes.push(await send());
      await keeps(Math.max(0, hashes.length - KEPT), hashes);
    }
    const snapshot = await network.request("evm_snapshot");
    for (let block = 0; block < 500; block++) await send();
    assert.equal(await network.request("evm_revert", [snapshot]), true);
    await keeps(hashes.length - KEPT, hashes);
  });
});
