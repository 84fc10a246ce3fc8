import { ConflictPredictor } from "../../plugin/engine/parallel/predictor.ts";
import type { BenchChain } from "../engine/workloads/workload.ts";
import type { Progress } from "../progress.ts";
import { type BenchRow, rowOf } from "../rows.ts";
import { median } from "../statistics.ts";
import { columns } from "../table.ts";
import { type MeasuredBlock, measureBlock } from "./costs.ts";
import { limitOf } from "./limits.ts";
import { type Simulation, simulate } from "./protocol.ts";

const THREADS = [1, 2, 4, 8, 16];
/** The predictor learns from one block for the next; what counts is how it goes on in the long run. */
const LEARNING_BLOCKS = 10;

/** What one number of threads makes of a block, in microseconds. */
export interface CurvePoint {
  readonly threads: number;
  readonly time: number;
  /** Of the main thread alone, executions left out. */
  readonly serial: number;
  readonly aborts: number;
  readonly inOrder: number;
  readonly limit: string;
}

/**
 * How the engine would do on more cores than this machine may have: the measured costs of a block under the simulated
 * protocol, beside what was measured.
 *
 * @param measured speed-up over one thread by number of threads, as far as it was measured.
 */
export async function* curve(
  workload: string,
  chain: BenchChain,
  measured: ReadonlyMap<number, number>,
  progress: Progress,
): AsyncGenerator<BenchRow> {
  progress.show(`${workload}: measuring the costs of a block`);
  const block = await measureBlock(chain);
  const points = curveOf(block);
  const { takeIn, publish, validate, commit } = block.costs;
  const execution = median(block.transactions.map(({ execution }) => execution));
  const prepare = block.prepare / block.transactions.length;
  const seal = block.seal / block.transactions.length;
  const parts = { prepare, execution, "take in": takeIn, publish, validate, commit, seal };
  const each = Object.entries(parts).map(([name, time]) => `${name} ${time.toFixed(1)}`);
  progress.print(`  simulated on more threads from: ${each.join(", ")} us a transaction`);
  progress.print(
    `${columns("threads", "measured", "simulated", "ms a block", "aborts", "in order")}    limited by (simulated)`,
  );
  const [alone] = points;
  if (alone === undefined) return;
  for (const { threads, time, serial, aborts, inOrder, limit } of points) {
    const real = measured.get(threads);
    const speedup = alone.time / time;
    const cells = [real === undefined ? "" : `${real.toFixed(2)}x`, `${speedup.toFixed(2)}x`, (time / 1000).toFixed(1)];
    const counts = [aborts, inOrder].map((count) => count.toFixed(0));
    progress.print(`${columns(String(threads), ...cells, ...counts)}    ${limit}`);
    if (threads === 1) continue;
    const side = (threads: number, microseconds: number) => ({
      name: `simulated-${threads}`,
      milliseconds: microseconds / 1000,
    });
    yield rowOf({ suite: "engine", workload, rounds: LEARNING_BLOCKS }, side(threads, time), side(1, alone.time), {
      measured: real,
      limit,
      serialMilliseconds: serial / 1000,
      aborts,
      inOrder,
    });
  }
}

/** The simulated time of the block on each number of threads. */
export function curveOf(block: MeasuredBlock, threadCounts: readonly number[] = THREADS): CurvePoint[] {
  const { transactions, costs, prepare, seal } = block;
  const around = prepare + seal;
  const executing = transactions.reduce((sum, { execution }) => sum + execution, 0);
  const committing = transactions.length * costs.commit;
  return threadCounts.map((threads) => {
    // One thread executes in order: it publishes and validates nothing.
    if (threads === 1) {
      const serial = around + committing;
      return { threads, time: serial + executing, serial, aborts: 0, inOrder: transactions.length, limit: "threads" };
    }
    const predictor = new ConflictPredictor();
    const runs = Array.from({ length: LEARNING_BLOCKS }, (): Simulation => {
      const adviser = predictor.forBlock(block.kinds);
      const ahead = transactions.length - [...adviser.inOrder].length;
      if (ahead > 1) return simulate(transactions, costs, threads, adviser);
      // Nothing to execute ahead: the engine executes such a block as one thread does.
      return { makespan: executing + committing, coordination: committing, aborts: 0, inOrder: transactions.length };
    }).slice(LEARNING_BLOCKS / 2);
    const middle = (of: (run: (typeof runs)[number]) => number) => median(runs.map(of));
    const serial = around + middle(({ coordination }) => coordination);
    return {
      threads,
      time: around + middle(({ makespan }) => makespan),
      serial,
      aborts: middle(({ aborts }) => aborts),
      inOrder: middle(({ inOrder }) => inOrder),
      limit: limitOf(transactions, serial, threads),
    };
  });
}
