import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { LocalNetwork } from "../../plugin/network/local-network.ts";
import { SingleTransactions } from "../helpers/single-transactions.ts";
import { ALICE, BOB, localSettings, transaction } from "../network/helpers/both.ts";

/**
 * How much memory each block of one transfer leaves behind, on the engine and behind JSON-RPC:
 *
 *   node --expose-gc test/memory/growth.ts [--blocks 100000] [--history N]
 */
const { values } = parseArgs({ options: { blocks: { type: "string" }, history: { type: "string" } } });
const blocks = Number(values.blocks ?? 100_000);
const history = values.history === undefined ? undefined : Number(values.history);
/** Caches have filled and code has been compiled by then. */
const WARM_UP = Math.min(2000, Math.floor(blocks / 4));

const { gc } = globalThis;
if (gc === undefined) throw new Error("Run it with node --expose-gc");

/** Memory outside the heap is released some time after the collection that finds it unused. */
async function bytesInUse(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    gc?.();
    await sleep(50);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function measure(name: string, mine: () => Promise<void>): Promise<void> {
  for (let block = 0; block < WARM_UP; block++) await mine();
  const before = await bytesInUse();
  for (let block = WARM_UP; block < blocks; block++) await mine();
  const growth = (await bytesInUse()) - before;
  const each = Math.round(growth / (blocks - WARM_UP));
  console.log(`${name}: ${each} bytes a block, ${Math.round(growth / 2 ** 20)} MB in ${blocks - WARM_UP} blocks`);
}

const chain = await SingleTransactions.create({ verify: false });
const versions: number[] = [];
await measure("engine", async () => {
  await chain.send({ to: chain.senders[1], value: 1n });
  if (history === undefined) return;
  versions.push(chain.engine.state.version);
  if (versions.length > 2 * history) chain.engine.state.prune(versions.splice(0, history).pop() ?? 0);
});
await chain.engine.close();

const network = await LocalNetwork.create({ ...localSettings(), history });
await measure("network", async () => {
  await network.request("eth_sendTransaction", [transaction({ from: ALICE, to: BOB, value: "0x1" })]);
});
await network.close();
