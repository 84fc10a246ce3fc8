import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { invalidInput } from "../../plugin/network/errors.ts";
import { IntervalMining } from "../../plugin/network/pool/interval-mining.ts";

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
