// One chain that grows, in a process of its own (node --expose-gc): prints a GrowthRun as JSON.
// Arguments: name of the traffic, number of blocks, and the URL of our plugin when its network is to be measured
// instead of Hardhat's own.
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { GrowthRun, Sample } from "./growth.ts";
import { isTraffic, TRAFFIC } from "./traffic.ts";

const SAMPLES = 20;

const [name = "", count, plugin] = process.argv.slice(2);
const blocks = Number(count);
const { gc } = globalThis;
if (!isTraffic(name) || !(blocks >= SAMPLES) || gc === undefined) {
  throw new Error("Usage: node --expose-gc child.ts TRAFFIC BLOCKS [PLUGIN]");
}

const plugins = plugin === undefined ? [] : [(await import(plugin)).default];
const network = { type: "edr-simulated", chainType: "l1" } as const;
const runtime = await createHardhatRuntimeEnvironment({
  plugins,
  networks: { bench: plugin === undefined ? network : { ...network, parallel: true } },
});
const connection = await runtime.network.create("bench");
const mine = await TRAFFIC[name].open((method, ...params) => connection.provider.request({ method, params }));

const samples: Sample[] = [];
const start = performance.now();
for (let block = 1; block <= blocks; block++) {
  await mine(block);
  if (block % Math.floor(blocks / SAMPLES) === 0) samples.push(sample(block, gc));
}
const run: GrowthRun = { samples, milliseconds: performance.now() - start };
console.log(JSON.stringify(run));
await connection.close();

/** Twice, because what is freed may free more. */
function sample(block: number, collect: () => void): Sample {
  collect();
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { block, resident: rss, held: heapUsed + external };
}
