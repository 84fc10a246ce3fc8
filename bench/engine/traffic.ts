import { availableParallelism } from "node:os";
import type { BenchRow, SuiteOptions } from "../rows.ts";
import { curve } from "../simulation/curve.ts";
import { measure } from "./measure.ts";
import { linesOf, type Pair, rowsOf } from "./report.ts";
import { collectingSubject, engineSubject, unrecordedSubject } from "./subjects/engine.ts";
import { plain } from "./subjects/plain.ts";
import { edrSubject, engineRpcSubject } from "./subjects/rpc.ts";
import { syntheticWorkloads } from "./workloads/synthetic.ts";
import type { BenchChain } from "./workloads/workload.ts";

const WARM_UP_ROUNDS = 3;
const MEASURED_ROUNDS = 9;
/**
 * Engines are compared with each other after so many rounds more: each thread has a just-in-time compiler of its own,
 * and until it is done, compiling keeps the cores busy that several threads would use.
 */
const SETTLING_ROUNDS = 30;

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
  const workloads = syntheticWorkloads({ warmUp: WARM_UP_ROUNDS + SETTLING_ROUNDS, measured: rounds });
  for (const { name, description, chain } of workloads.filter((workload) => workload.name.includes(only))) {
    progress.show(`${name}: signing transactions`);
    const settled = await chain();
    const opened = beginningOf(settled);
    progress.print(`${name}: ${description}`);
    const engines = await measure(name, opened, [plain, ...THREADS.map(engineSubject)], progress);
    const engineRows = rowsOf(engines, pairsAgainst(plain.name));
    for (const line of linesOf("engine alone", engines, engineRows)) progress.print(line);
    yield* engineRows;

    const threads = await measure(name, settled, THREADS.map(engineSubject), progress);
    const threadRows = rowsOf(threads, THREAD_PAIRS);
    for (const line of linesOf("several threads", threads, threadRows)) progress.print(line);
    yield* threadRows;

    const edr = edrSubject("everything");
    const networks = THREADS.map((threads) => engineRpcSubject(threads, "everything"));
    const connections = await measure(name, opened, [edr, ...networks], progress);
    const networkRows = rowsOf(connections, pairsAgainst(edr.name));
    for (const line of linesOf("with JSON-RPC", connections, networkRows)) progress.print(line);
    yield* networkRows;
    if (RECORDS.includes(name)) {
      const recording = await measure(
        name,
        settled,
        [engineSubject(1), unrecordedSubject(), collectingSubject()],
        progress,
      );
      const rows = rowsOf(recording, RECORDING_PAIRS);
      for (const line of linesOf("access records", recording, rows)) progress.print(line);
      yield* rows;
    }
    if (CURVES.includes(name)) yield* curve(name, opened, speedups(threadRows), progress);
    progress.print("");
  }
}

/** As many rounds from the first block on, without those in which the compiler settles. */
function beginningOf(chain: BenchChain): BenchChain {
  const rounds = [...chain.warmUp, ...chain.measured];
  const warmUp = Math.round((chain.warmUp.length * WARM_UP_ROUNDS) / (WARM_UP_ROUNDS + SETTLING_ROUNDS));
  return { ...chain, warmUp: rounds.slice(0, warmUp), measured: rounds.slice(warmUp, warmUp + chain.measured.length) };
}

/** Measured speed-up over one thread by number of threads. */
function speedups(rows: readonly BenchRow[]): Map<number, number> {
  const pairs = THREAD_PAIRS.map(([subject]) => subject);
  const measured = rows.filter(({ subject, against }) => against === "engine-1" && pairs.includes(subject));
  return new Map([[1, 1], ...measured.map(({ subject, ratio }) => [Number(subject.split("-")[1]), ratio] as const)]);
}
