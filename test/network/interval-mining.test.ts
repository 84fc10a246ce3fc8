import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { invalidInput } from "../../plugin/network/errors.ts";
import { IntervalMining } from "../../plugin/network/pool/interval-mining.ts";
import { ALICE, BOB, BothNetworks, CAROL, NOBODY, START, transaction } from "./helpers/both.ts";

describe("mining at intervals", () => {
  it("stops with a warning when a block cannot be mined", async () => {
    let calls = 0;
    const mining = new IntervalMining(async () => {
      calls++;
      throw invalidInput("no funds");
    });
    const warning = once(process, "warning");
    mining.set(1);
    // The timer of the mining does not keep the process waiting.
    const alive = setInterval(() => {}, 1000);
    const [{ message }] = await warning;
    await sleep(20);
    clearInterval(alive);
    assert.equal(message, "Mining at intervals stopped: no funds");
    assert.equal(calls, 1);
  });

  it("mines again with a new interval after it stopped", async () => {
    const blocks: number[] = [];
    const mining = new IntervalMining(async () => {
      blocks.push(blocks.length);
      if (blocks.length === 3) mining.stop();
    });
    mining.set([1, 2]);
    while (blocks.length < 3) await sleep(1);
    await sleep(20);
    assert.equal(blocks.length, 3);
    mining.set(1);
    while (blocks.length < 4) await sleep(1);
    mining.stop();
  });

  it("waits also for longer than a timer can", async () => {
    let mined = 0;
    const mining = new IntervalMining(async () => {
      mined++;
    });
    mining.set(2 ** 31);
    await sleep(20);
    mining.stop();
    assert.equal(mined, 0);
  });

  it("waits for a block before it mines the next", async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const mining = new IntervalMining(async () => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
      done++;
    });
    mining.set(1);
    while (done < 3) await sleep(1);
    mining.stop();
    assert.equal(most, 1);
  });
});

/** Asks one of two networks. */
type Request = (method: string, ...params: unknown[]) => Promise<unknown>;

/** Mines at intervals until there is one block more, or several where the machine is busy. */
async function mineAtInterval(request: Request): Promise<void> {
  const before = Number(await request("eth_blockNumber"));
  await request("evm_setIntervalMining", 20);
  while (Number(await request("eth_blockNumber")) === before) await sleep(2);
  await request("evm_setIntervalMining", 0);
}

describe("mining at intervals, as on Hardhat's network", () => {
  for (const order of ["fifo", "priority"] as const) {
    it(`takes what waits into a block, in the order ${order}`, async () => {
      const networks = await BothNetworks.create({ mining: { auto: false, mempool: { order } } });
      try {
        for (const [index, tip] of [10, 17, 14, 11, 18].entries()) {
          const fields = { from: [ALICE, BOB, CAROL][index % 3], to: NOBODY, value: "0x1", gas: "0x5208" };
          const fees = { maxFeePerGas: 5e9, maxPriorityFeePerGas: tip * 1e8 };
          await networks.result("eth_sendTransaction", transaction({ ...fields, ...fees }));
        }
        // One that no block takes.
        await networks.result("eth_sendTransaction", transaction({ to: NOBODY, nonce: "0x63" }));
        await networks.result("eth_newBlockFilter");
        await networks.each("evm_setNextBlockTimestamp", START + 5_000);
        await mineAtInterval((method, ...params) => networks.stock.request({ method, params }));
        await mineAtInterval((method, ...params) => networks.ours.request(method, params));
        await networks.result("eth_getBlockByNumber", "0x1", true);
        for (const account of [ALICE, BOB, CAROL, NOBODY]) {
          await networks.result("eth_getBalance", account, "0x1");
          await networks.result("eth_getTransactionCount", account, "0x1");
        }
        await networks.result("eth_pendingTransactions");
        const [stock, ours] = (await networks.each("eth_getFilterChanges", "0x1")) as [string[], string[]];
        assert.equal(ours[0], stock[0]);
      } finally {
        await networks.close();
      }
    });
  }
});
