import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findConflicts } from "../../plugin/analysis/conflicts.ts";
import { buildDependencies } from "../../plugin/analysis/graph.ts";
import { blockMetrics } from "../../plugin/analysis/metrics.ts";
import { ORDERING } from "../../plugin/analysis/rules.ts";
import { TableBuilder } from "../../plugin/analysis/table.ts";
import type { AccessTable } from "../../plugin/analysis/types.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";

/** What analysing one synthetic table took. */
export interface AnalysisMeasurement {
  readonly transactions: number;
  readonly accesses: number;
  /** Conflict edges of all kinds. */
  readonly conflicts: number;
  /** Milliseconds to build the table, find conflicts, and compute the metrics. */
  readonly milliseconds: { readonly table: number; readonly conflicts: number; readonly metrics: number };
  /** Of conflicts and metrics together. */
  readonly transactionsPerSecond: number;
  /** Of the whole process, in megabytes. */
  readonly peakMegabytes: number;
}

const ACCESSES = 10;
const SPEEDUPS = [2, 4, 8, 16];

/**
 * Measures the analysis of a synthetic table in a process of its own, so that its peak memory is its own.
 *
 * @param size number of transactions.
 */
export async function measureAnalysis(size: number): Promise<AnalysisMeasurement> {
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(size)]);
  return JSON.parse(stdout) as AnalysisMeasurement;
}

/**
 * A table like a busy block: half of the accesses to keys that few share, the others to keys of which few are hot;
 * a third of them lookups, a third updates, the others stores and payments. The same for the same size.
 */
function syntheticTable(size: number): AccessTable {
  const { READ, WRITE, TOUCHED, NET, GAS_ONLY, CREDIT } = AccessFlag;
  const dealings = [READ, READ | WRITE | TOUCHED | NET, GAS_ONLY | WRITE | TOUCHED | NET, READ, CREDIT | WRITE | NET];
  const builder = new TableBuilder();
  const keyCount = size * 5;
  for (let key = 0; key < keyCount; key++) builder.key(key % 5 !== 4);
  const random = generator(size);
  const used = new Set<number>();
  for (let tx = 0; tx < size; tx++) {
    builder.transaction(21_000 + Math.floor(random() * 200_000));
    used.clear();
    while (used.size < ACCESSES) {
      const spread = used.size % 2 === 0 ? 1 : 4;
      used.add(Math.floor(random() ** spread * keyCount));
    }
    for (const key of used) builder.access(key, dealings[key % 5] as number);
  }
  return builder.build();
}

/** Numbers from 0 to 1 that look random (mulberry32): a benchmark must measure the same table every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function measureHere(size: number): AnalysisMeasurement {
  const start = performance.now();
  const table = syntheticTable(size);
  const built = performance.now();
  const conflicts = findConflicts(table);
  const found = performance.now();
  blockMetrics(buildDependencies(table, ORDERING, "last-writer"), SPEEDUPS);
  const end = performance.now();
  return {
    transactions: size,
    accesses: table.keys.length,
    conflicts: conflicts.length,
    milliseconds: { table: built - start, conflicts: found - built, metrics: end - found },
    transactionsPerSecond: (size / (end - built)) * 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

if (import.meta.main) console.log(JSON.stringify(measureHere(Number(process.argv[2]))));
