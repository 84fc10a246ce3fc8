import { MARGIN } from "../../plugin/engine/parallel/cost-model.ts";
import { ConflictPredictor } from "../../plugin/engine/parallel/predictor.ts";
import type { Progress } from "../../plugin/report/progress.ts";
import type { BenchChain } from "../engine/workloads/workload.ts";
import { type BenchRow, rowOf } from "../rows.ts";
import { median } from "../statistics.ts";
import { columns } from "../table.ts";
import { type MeasuredBlock, measureBlock } from "./costs.ts";
import { limitOf } from "./limits.ts";
import { NO_ADVICE, type Simulation, simulate } from "./protocol.ts";

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
  const { decode, recover, takeIn, publish, share, validate, commit } = block.costs;
  const execution = median(block.transactions.map(({ execution }) => execution));
  const seal = block.seal / block.transactions.length;
  const parts = { decode, recover, execution, "take in": takeIn, publish, share, validate, commit, seal };
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
  const { transactions, costs, seal } = block;
  const short = shortOnes(block);
  const everything = transactions.map((_, transaction) => transaction);
  return threadCounts.map((threads) => {
    // One thread executes in order: it publishes and validates nothing.
    if (threads === 1) {
      const { length } = transactions;
      const serial = length * (costs.decode + costs.commit) + seal;
      const time = transactions.reduce((sum, { execution }) => sum + execution, serial + length * costs.recover);
      return { threads, time, serial, aborts: 0, inOrder: length, limit: "threads" };
    }
    const predictor = new ConflictPredictor();
    const runs = Array.from({ length: LEARNING_BLOCKS }, (): Simulation => {
      const adviser = predictor.forBlock(block.kinds);
      const inOrder = new Set([...adviser.inOrder(), ...short]);
      const ahead = transactions.length - inOrder.size;
      // With nothing to execute ahead, other threads recover senders, and main shares nothing with them.
      if (ahead < 2)
        return simulate(transactions, { ...costs, share: 0 }, threads, { ...NO_ADVICE, inOrder: everything });
      return simulate(transactions, costs, threads, {
        inOrder,
        held: (transaction) => adviser.held(transaction),
        failed: (transaction) => adviser.failed(transaction),
      });
    }).slice(LEARNING_BLOCKS / 2);
    const middle = (of: (run: (typeof runs)[number]) => number) => median(runs.map(of));
    const serial = seal + middle(({ coordination }) => coordination);
    return {
      threads,
      time: seal + middle(({ makespan }) => makespan),
      serial,
      aborts: middle(({ aborts }) => aborts),
      inOrder: middle(({ inOrder }) => inOrder),
      limit: limitOf(transactions, serial, threads),
    };
  });
}

/** Transactions that the main thread executes sooner than it takes over what another thread executed, see `CostModel`. */
function shortOnes({ transactions, costs }: MeasuredBlock): number[] {
  return [...transactions.keys()].filter((index) => (transactions[index]?.execution ?? 0) < MARGIN * costs.validate);
}
