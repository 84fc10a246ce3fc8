import hardhatParallel from "../../plugin/index.ts";
import type { BenchRow, SuiteOptions } from "../rows.ts";
import { curve } from "../simulation/curve.ts";
import { compare } from "./compare.ts";
import { type Pair, pairsAgainst, THREAD_PAIRS, THREADS } from "./pairs.ts";
import { collectingSubject, engineSubject, unrecordedSubject } from "./subjects/engine.ts";
import { plain } from "./subjects/plain.ts";
import { edrSubject, engineRpcSubject } from "./subjects/rpc.ts";
import { loadContracts } from "./workloads/contracts.ts";
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

/** Synthetic traffic: the engine against plain `@ethereumjs/vm`, and the whole network against Hardhat's own. */
export async function* traffic({
  rounds = MEASURED_ROUNDS,
  only = "",
  progress,
}: SuiteOptions): AsyncGenerator<BenchRow> {
  const count = { warmUp: WARM_UP_ROUNDS + SETTLING_ROUNDS, measured: rounds };
  const workloads = syntheticWorkloads(loadContracts(import.meta.url), count);
  for (const { name, description, chain } of workloads.filter((workload) => workload.name.includes(only))) {
    progress.show(`${name}: signing transactions`);
    const settled = await chain();
    const opened = beginningOf(settled);
    progress.print(`${name}: ${description}`);
    const engines = THREADS.map(engineSubject);
    const edr = edrSubject("everything");
    const networks = THREADS.map((threads) => engineRpcSubject(hardhatParallel, threads, "everything"));
    const common = { workload: name, progress };
    yield* compare({
      ...common,
      title: "engine alone",
      chain: opened,
      subjects: [plain, ...engines],
      pairs: pairsAgainst(plain.name),
    });
    const threadRows = yield* compare({
      ...common,
      title: "several threads",
      chain: settled,
      subjects: engines,
      pairs: THREAD_PAIRS,
    });
    yield* compare({
      ...common,
      title: "with JSON-RPC",
      chain: opened,
      subjects: [edr, ...networks],
      pairs: pairsAgainst(edr.name),
    });
    if (RECORDS.includes(name)) {
      const subjects = [engineSubject(1), unrecordedSubject(), collectingSubject()];
      yield* compare({ ...common, title: "access records", chain: settled, subjects, pairs: RECORDING_PAIRS });
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
