import hardhatParallel from "../../plugin/index.ts";
import type { BenchRow, SuiteOptions } from "../rows.ts";
import { rowOf } from "../rows.ts";
import { columns, ratioText } from "../table.ts";
import { goalOf } from "./goals.ts";
import { type Measurement, measure, timeOf } from "./measure.ts";
import { type Pair, pairsAgainst, THREAD_PAIRS, THREADS } from "./pairs.ts";
import { rowsOf } from "./report.ts";
import { engineSubject } from "./subjects/engine.ts";
import { plain } from "./subjects/plain.ts";
import { edrSubject, engineRpcSubject } from "./subjects/rpc.ts";
import { mainnetChains, mainnetDirectory, repeated } from "./workloads/mainnet.ts";

const WORKLOAD = "mainnet";
/** A block is executed some times before: until then it is the compiler's work more than ours, most of all the first block's. */
const NETWORK_ROUNDS = { warmUp: 8, measured: 4 };
/** The plain engine takes seconds for some blocks. */
const ENGINE_ROUNDS = { warmUp: 1, measured: 2 };

/**
 * Recorded blocks of Ethereum's mainnet: what a network takes to mine one whose transactions wait in its pool, against
 * Hardhat's own; then the engine against plain `@ethereumjs/vm`. Every block must give the receipts that it has.
 */
export async function* mainnet({ rounds, only = "", progress }: SuiteOptions): AsyncGenerator<BenchRow> {
  if (!WORKLOAD.includes(only) && !only.startsWith(WORKLOAD)) return;
  const all = await mainnetChains();
  const chains = [...all].filter(([number]) => nameOf(number).includes(only));
  if (all.size === 0) progress.print(`No recorded blocks of mainnet in ${mainnetDirectory}: left out.\n`);
  if (chains.length === 0) return;

  progress.print(`${WORKLOAD}: ${chains.length} recorded blocks, mined from the pool with evm_mine`);
  const edr = edrSubject("mining");
  const networks = [edr, ...THREADS.map((threads) => engineRpcSubject(hardhatParallel, threads, "mining"))];
  const pairs = pairsAgainst(edr.name);
  progress.print(columns("block (transactions)", ...networks.map(({ name }) => `${name} ms`), ...pairs.map(titleOf)));
  const mined: Measurement[] = [];
  for (const [number, chain] of chains) {
    const block = repeated(chain, { ...NETWORK_ROUNDS, measured: rounds ?? NETWORK_ROUNDS.measured });
    const measurement = await measure(nameOf(number), block, networks, progress);
    const rows = rowsOf(measurement, pairs).map((row) => ({ ...row, goal: undefined }));
    const size = chain.measured[0]?.[0]?.transactions.length ?? 0;
    const times = networks.map(({ name }) => timeOf(measurement, name).toFixed(1));
    progress.print(columns(`${number} (${size})`, ...times, ...rows.map(ratioText)));
    mined.push(measurement);
    yield* rows;
  }
  if (chains.length < all.size) return;
  yield* print("all", sums(mined, pairs));

  const subjects = [plain, ...THREADS.map(engineSubject)];
  const executed: Measurement[] = [];
  for (const [number, chain] of chains) {
    const block = repeated(chain, { ...ENGINE_ROUNDS, measured: rounds ?? ENGINE_ROUNDS.measured });
    executed.push(await measure(nameOf(number), block, subjects, progress));
  }
  progress.print("\nmainnet: the same blocks by the engine alone, from their serialised transactions");
  yield* print("all", sums(executed, [...pairsAgainst(plain.name), ...THREAD_PAIRS]));
  progress.print("");

  function* print(title: string, rows: readonly BenchRow[]): Generator<BenchRow> {
    for (const row of rows) {
      const { subject, against, subjectMilliseconds, againstMilliseconds } = row;
      const times = `${subjectMilliseconds.toFixed(0)} ms : ${againstMilliseconds.toFixed(0)} ms`;
      progress.print(`  ${title}: ${subject} against ${against} ${ratioText(row)} (${times})`);
      yield row;
    }
  }
}

function nameOf(number: number): string {
  return `${WORKLOAD}-${number}`;
}

function titleOf([subject, against]: Pair): string {
  return `${subject}:${against}`;
}

/** Rows of the sums over all blocks: a large block counts for more than a small one. */
export function sums(measurements: readonly Measurement[], pairs: readonly Pair[]): BenchRow[] {
  const side = (name: string) => ({
    name,
    milliseconds: measurements.reduce((sum, measurement) => sum + timeOf(measurement, name), 0),
  });
  const rounds = measurements[0]?.rounds ?? 0;
  return pairs.map(([subject, against]) =>
    rowOf({ suite: "engine", workload: WORKLOAD, rounds }, side(subject), side(against), {
      goal: goalOf({ workload: WORKLOAD, subject, against }),
      blocks: measurements.length,
    }),
  );
}
