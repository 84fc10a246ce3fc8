import { existsSync } from "node:fs";
import { ModelBlock } from "../../plugin/analysis/models/block.ts";
import { blockStm } from "../../plugin/analysis/models/block-stm.ts";
import { type StateKey, tableFromRecords } from "../../plugin/analysis/table.ts";
import { findBlockFiles } from "../../plugin/replay/find-files.ts";
import { replayFiles } from "../../plugin/replay/replay.ts";
import { mainnetDirectory } from "../engine/workloads/mainnet.ts";
import { type BenchRow, rowOf, type SuiteOptions } from "../rows.ts";
import { columns } from "../table.ts";

const THREADS = [2, 4];

/** Aborts of one block on one number of threads. */
export interface AbortCounts {
  readonly block: number;
  readonly transactions: number;
  readonly threads: number;
  /** By the model. */
  readonly modelled: number;
  /** Executions that this run of the engine repeated; undefined where it executed the block on one thread. */
  readonly real: number | undefined;
  /** What the block took in this run. */
  readonly milliseconds: number;
}

/**
 * How often `block-stm` says that a recorded block of Ethereum executes a transaction again, beside how often the engine
 * did in this run. The second figure is one of many: it differs from run to run.
 */
export async function* abortRows({ progress }: SuiteOptions): AsyncGenerator<BenchRow> {
  if (!existsSync(mainnetDirectory)) return;
  const { files } = await findBlockFiles([mainnetDirectory]);
  const counts = new Map<number, AbortCounts[]>();
  for (const threads of THREADS) {
    progress.show(`aborts: ${files.length} recorded blocks on ${threads} threads`);
    for (const count of await countAborts(files, threads)) {
      counts.set(count.block, [...(counts.get(count.block) ?? []), count]);
    }
  }
  const heads = THREADS.flatMap((threads) => [`model, ${threads}`, `engine, ${threads}`]);
  progress.print(columns("aborts in block", "transactions", ...heads));
  const print = (name: string, list: readonly AbortCounts[]): void => {
    const cells = list.flatMap(({ modelled, real }) => [
      String(modelled),
      real === undefined ? "one thread" : `${real}`,
    ]);
    progress.print(columns(name, String(list[0]?.transactions ?? 0), ...cells));
  };
  for (const [block, list] of [...counts].sort(([a], [b]) => a - b)) print(String(block), list);
  const parallel = [...counts.values()].filter((list) => list.every(({ real }) => real !== undefined)).flat();
  const sums = THREADS.map((threads) => sumOf(parallel, threads));
  print("sum of those in parallel", sums);
  const [few, many] = sums.map(({ threads, milliseconds }) => ({ name: `engine-${threads}`, milliseconds }));
  if (few === undefined || many === undefined) return;
  const details = sums.flatMap(({ threads, modelled, real }) => [
    [`modelledAborts${threads}`, modelled],
    [`realAborts${threads}`, real],
  ]);
  yield rowOf({ suite: "analysis", workload: "aborts", rounds: 1 }, many, few, Object.fromEntries(details));
}

async function countAborts(files: readonly string[], threads: number): Promise<AbortCounts[]> {
  const found: AbortCounts[] = [];
  for await (const outcome of replayFiles(files, { workers: threads, verify: false })) {
    if (outcome.kind === "failed") throw outcome.error;
    const { record, milliseconds } = outcome;
    const { table, keys } = tableFromRecords(record.transactions);
    if (table.size === 0) continue;
    const block = new ModelBlock(table, (key) => (keys[key] as StateKey).address);
    const { mode, timeline } = record.execution;
    found.push({
      block: Number(record.number),
      transactions: table.size,
      threads,
      modelled: blockStm.run(block, threads).aborts ?? 0,
      real: mode === "parallel" ? timeline.filter(({ incarnation }) => incarnation > 0).length : undefined,
      milliseconds,
    });
  }
  return found;
}

function sumOf(counts: readonly AbortCounts[], threads: number): AbortCounts {
  const own = counts.filter((count) => count.threads === threads);
  const sum = (of: (count: AbortCounts) => number): number => own.reduce((total, count) => total + of(count), 0);
  return {
    block: 0,
    transactions: sum(({ transactions }) => transactions),
    threads,
    modelled: sum(({ modelled }) => modelled),
    real: sum(({ real }) => real ?? 0),
    milliseconds: sum(({ milliseconds }) => milliseconds),
  };
}
