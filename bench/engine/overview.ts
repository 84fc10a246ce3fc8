import type { HardhatPlugin } from "hardhat/types/plugins";
import type { BenchRow, SuiteOptions } from "../rows.ts";
import { compare } from "./compare.ts";
import { pairsAgainst, THREAD_PAIRS, THREADS } from "./pairs.ts";
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
}

/**
 * What `npx hardhat parallel bench` measures: the engine against plain `@ethereumjs/vm`, and our network against Hardhat's,
 * on the workloads that are made here. The suite `engine` adds what takes more rounds, fresh processes, or recorded blocks.
 */
export function overview(options: OverviewOptions): AsyncGenerator<BenchRow> {
  return withThreads(() => compareAll(options));
}

async function* compareAll({ contracts, plugin, rounds = ROUNDS.measured, only = "", progress }: OverviewOptions) {
  const workloads = syntheticWorkloads(contracts, { ...ROUNDS, measured: rounds });
  for (const { name, description, chain: build } of workloads.filter(({ name }) => name.includes(only))) {
    progress.show(`${name}: signing transactions`);
    const chain = await build();
    progress.print(`${name}: ${description}`);
    const common = { workload: name, chain, progress, timesAlone: true };
    yield* compare({
      ...common,
      title: "engine alone",
      subjects: [plain, ...THREADS.map(engineSubject)],
      pairs: [...pairsAgainst(plain.name), ...THREAD_PAIRS],
    });
    const edr = edrSubject("everything");
    yield* compare({
      ...common,
      title: "with JSON-RPC",
      subjects: [edr, ...THREADS.map((threads) => engineRpcSubject(plugin, threads, "everything"))],
      pairs: pairsAgainst(edr.name),
    });
    progress.print("");
  }
}
