// The first blocks of a process: prints the milliseconds of each, as JSON.
// Arguments: workload, number of threads, number of blocks.
import { createFreshEngine, executeOn } from "../subjects/engine.ts";
import { loadContracts } from "../workloads/contracts.ts";
import { syntheticWorkloads } from "../workloads/synthetic.ts";

const [name, threads, blocks] = process.argv.slice(2);
const workloads = syntheticWorkloads(loadContracts(import.meta.url), { warmUp: 0, measured: Number(blocks) });
const workload = workloads.find((candidate) => candidate.name === name);
if (workload === undefined) throw new Error(`There is no workload ${name}.`);
const chain = await workload.chain();
const engine = await createFreshEngine(chain, { workers: Number(threads) });
const times: number[] = [];
for (const round of chain.measured) {
  const start = performance.now();
  for (const block of round) await executeOn(engine, chain, block);
  times.push(performance.now() - start);
}
console.log(JSON.stringify(times));
await engine.close();
