import type { HardhatPlugin } from "hardhat/types/plugins";
import type { BenchRow, SuiteOptions } from "../rows.ts";
import { compare } from "./compare.ts";
import type { Pair } from "./pairs.ts";
import { engineSubject } from "./subjects/engine.ts";
import { plain } from "./subjects/plain.ts";
import { edrSubject, engineRpcSubject } from "./subjects/rpc.ts";
import { withThreads } from "./warm-threads.ts";
import type { BenchContracts } from "./workloads/contracts.ts";
import { syntheticWorkloads } from "./workloads/synthetic.ts";

const ROUNDS = { warmUp: 8, measured: 5 };

export interface OverviewOptions extends SuiteOptions {
  readonly contracts: BenchContracts;
  /** This plugin, for networks to be opened with it. */
  readonly plugin: HardhatPlugin;
  /** Threads of the engine that is compared with one of one thread. */
  readonly workers: number;
}

/**
 * What `npx hardhat parallel bench` measures: the engine against plain `@ethereumjs/vm`, and our network against Hardhat's,
 * on the workloads that are made here. The suite `engine` adds what takes more rounds, fresh processes, or recorded blocks.
 */
export function overview(options: OverviewOptions): AsyncGenerator<BenchRow> {
  return withThreads(options.workers, () => compareAll(options));
}

async function* compareAll(options: OverviewOptions): AsyncGenerator<BenchRow> {
  const { contracts, plugin, workers, rounds = ROUNDS.measured, only = "", progress } = options;
  const threads = [...new Set([1, workers])];
  const several: Pair[] = workers === 1 ? [] : [[`engine-${workers}`, "engine-1"]];
  const workloads = syntheticWorkloads(contracts, { ...ROUNDS, measured: rounds });
  for (const { name, description, chain: build } of workloads.filter(({ name }) => name.includes(only))) {
    progress.show(`${name}: signing transactions`);
    const chain = await build();
    progress.print(`${name}: ${description}`);
    const common = { workload: name, chain, progress, timesAlone: true };
    yield* compare({
      ...common,
      title: "engine alone",
      subjects: [plain, ...threads.map(engineSubject)],
      pairs: [["engine-1", plain.name], ...several],
    });
    const edr = edrSubject("everything");
    yield* compare({
      ...common,
      title: "with JSON-RPC",
      subjects: [edr, ...threads.map((count) => engineRpcSubject(plugin, count, "everything"))],
      pairs: threads.map((count) => [`engine-${count}`, edr.name] as const),
    });
    progress.print("");
  }
}
