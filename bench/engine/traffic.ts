import { availableParallelism } from "node:os";
import type { BenchRow, SuiteOptions } from "../rows.ts";
import { curve } from "../simulation/curve.ts";
import { measure } from "./measure.ts";
import { linesOf, type Pair, rowsOf } from "./report.ts";
import { collectingSubject, engineSubject, unrecordedSubject } from "./subjects/engine.ts";
import { plain } from "./subjects/plain.ts";
import { edrSubject, engineRpcSubject } from "./subjects/rpc.ts";
import { syntheticWorkloads } from "./workloads/synthetic.ts";

const WARM_UP_ROUNDS = 3;
const MEASURED_ROUNDS = 9;

/** Workloads whose blocks are simulated on more threads than are measured. */
const CURVES = ["native", "erc20", "swap-one-pool", "compute", "mixed"];

/** Workloads measured with and without keeping what every transaction read and wrote. */
const RECORDS = ["native", "erc20", "mixed"];
const RECORDING_PAIRS: readonly Pair[] = [
  ["engine-1", "unrecorded"],
  ["collecting", "engine-1"],
];

/** Numbers of threads that the engine is measured with. */
export const THREADS: readonly number[] = [...new Set([1, 2, Math.max(2, availableParallelism())])];

/** The pairs of an engine that is compared with `against` on any number of threads. */
export function pairsAgainst(against: string): Pair[] {
  return THREADS.map((threads) => [`engine-${threads}`, against] as const);
}

/** Several threads against one. */
export const THREAD_PAIRS: readonly Pair[] = pairsAgainst("engine-1").slice(1);

/** Synthetic traffic: the engine against plain `@ethereumjs/vm`, and the whole network against Hardhat's own. */
export async function* traffic({
  rounds = MEASURED_ROUNDS,
  only = "",
  progress,
}: SuiteOptions): AsyncGenerator<BenchRow> {
  const workloads = syntheticWorkloads({ warmUp: WARM_UP_ROUNDS, measured: rounds });
  for (const { name, description, chain } of workloads.filter((workload) => workload.name.includes(only))) {
    progress.show(`${name}: signing transactions`);
    const opened = await chain();
    progress.print(`${name}: ${description}`);
    const engines = await measure(name, opened, [plain, ...THREADS.map(engineSubject)], progress);
    const engineRows = rowsOf(engines, [...pairsAgainst(plain.name), ...THREAD_PAIRS]);
    for (const line of linesOf("engine alone", engines, engineRows)) progress.print(line);
    yield* engineRows;

    const edr = edrSubject("everything");
    const networks = THREADS.map((threads) => engineRpcSubject(threads, "everything"));
    const connections = await measure(name, opened, [edr, ...networks], progress);
    const networkRows = rowsOf(connections, pairsAgainst(edr.name));
    for (const line of linesOf("with JSON-RPC", connections, networkRows)) progress.print(line);
    yield* networkRows;
    if (RECORDS.includes(name)) {
      const recording = await measure(
        name,
        opened,
        [engineSubject(1), unrecordedSubject(), collectingSubject()],
        progress,
      );
      const rows = rowsOf(recording, RECORDING_PAIRS);
      for (const line of linesOf("access records", recording, rows)) progress.print(line);
      yield* rows;
    }
    if (CURVES.includes(name)) yield* curve(name, opened, speedups(engineRows), progress);
    progress.print("");
  }
}

/** Measured speed-up over one thread by number of threads. */
function speedups(rows: readonly BenchRow[]): Map<number, number> {
  const pairs = THREAD_PAIRS.map(([subject]) => subject);
  const measured = rows.filter(({ subject, against }) => against === "engine-1" && pairs.includes(subject));
  return new Map([[1, 1], ...measured.map(({ subject, ratio }) => [Number(subject.split("-")[1]), ratio] as const)]);
}
