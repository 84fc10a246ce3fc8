import { pathToFileURL } from "node:url";
import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { overview } from "../bench/engine/overview.ts";
import { loadContracts, UNISWAP } from "../bench/engine/workloads/contracts.ts";
import { syntheticWorkloads } from "../bench/engine/workloads/synthetic.ts";
import { machineLines } from "../bench/machine.ts";
import type { BenchRow } from "../bench/rows.ts";
import { overviewTable } from "../bench/table.ts";
import { Progress } from "../plugin/report/progress.ts";
import { INTERRUPTED, takeUntilInterrupted } from "./interruption.ts";
import { isPrinted, writeOutput } from "./output.ts";

interface BenchArguments {
  readonly only: string | undefined;
  readonly rounds: number;
  readonly json: string | undefined;
}

/**
 * Prints the tables of each workload as they are measured, and all comparisons on one page in the end; Ctrl-C ends it with
 * those that there are.
 */
const bench: NewTaskActionFunction<BenchArguments> = async ({ only, rounds, json }, hre): Promise<void> => {
  // Standard output gets the rows or the tables: it can be piped.
  const print = json !== undefined && isPrinted(json) ? () => {} : (line: string) => console.log(line);
  const progress = new Progress({ print });
  const contracts = loadContracts(new URL("package.json", pathToFileURL(`${hre.config.paths.root}/`)));
  const names = syntheticWorkloads(contracts, { warmUp: 0, measured: 0 }).map(({ name }) => name);
  if (only !== undefined && !names.some((name) => name.includes(only))) {
    const known = `There are: ${names.join(", ")}.`;
    throw new HardhatPluginError("hardhat-parallel", `No workload has a name with "${only}" in it. ${known}`);
  }
  for (const line of [...(await machineLines()), ""]) print(line);
  if (contracts.uniswap === undefined) {
    print(`Nothing swaps: install Uniswap's pair to measure that, too (npm install --save-dev ${UNISWAP}).\n`);
  }
  const measured = overview({
    contracts,
    plugin: ownPlugin(hre),
    workers: hre.config.parallel.workers,
    rounds: rounds === 0 ? undefined : rounds,
    only,
    progress,
  });
  const rows: BenchRow[] = [];
  const interrupted = await takeUntilInterrupted(measured, (row) => rows.push(row));
  progress.clear();
  for (const line of overviewTable(rows)) print(line);
  if (json !== undefined) await writeOutput(json, JSON.stringify(rows, undefined, 2));
  // What was being measured goes on in the background, and nobody waits for it.
  if (interrupted) process.exit(INTERRUPTED);
};

export default bench;

/** Networks of the benchmark are opened beside those of the project, whose config says nothing about them. */
function ownPlugin({ config }: HardhatRuntimeEnvironment) {
  const plugin = config.plugins.find(({ id }) => id === "hardhat-parallel");
  if (plugin === undefined) throw new Error("The task of a plugin runs without it");
  return plugin;
}
