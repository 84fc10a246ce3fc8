import type { TransactionRecord } from "../engine/access/types.ts";
import { buildDependencies, heaviestPath } from "./graph.ts";
import { countPairs, rawPairsByKey } from "./pairs.ts";
import { FULL, FULL_COMMUTATIVE, STORAGE, STORAGE_TOUCHED } from "./rules.ts";
import { speedups } from "./schedule.ts";
import { type StateKey, tableFromRecords } from "./table.ts";
import type { AccessTable, ConflictRules, KeyedTable } from "./types.ts";

/**
 * Figures of one block at one level, under the field names and definitions of the public reference figures for
 * mainnet blocks: dependencies on all earlier writers, factors rounded to three decimals.
 */
export interface LevelFigures {
  readonly rawPairs: number;
  readonly anyPairs: number;
  readonly txsWithRawPredecessor: number;
  readonly txsInNoConflict: number;
  readonly longestChainTxs: number;
  readonly criticalPathGas: number;
  /** Total gas / critical path gas. */
  readonly idealSpeedup: number;
  /** Workers -> total gas / makespan. */
  readonly listSchedule: Readonly<Record<string, number>>;
}

/** A slot with many RAW pairs. */
export interface HotKey {
  /** `address:slot`. */
  readonly key: string;
  readonly writers: number;
  readonly readers: number;
  readonly rawPairs: number;
}

/** The four levels of a block. */
export interface BlockLevels {
  readonly number: number;
  readonly hardfork: string;
  readonly txs: number;
  readonly failedTxs: number;
  readonly totalGas: number;
  /** Sum over transactions of the slots each looked up. */
  readonly storageReads: number;
  /** Sum over transactions of the slots whose value each changed. */
  readonly storageWritesNet: number;
  /** Sum over transactions of the slots each stored to or changed. */
  readonly storageWritesTouched: number;
  readonly storage: LevelFigures & { readonly hotKeys: readonly HotKey[] };
  readonly storageTouched: LevelFigures;
  readonly full: LevelFigures;
  readonly fullCommutative: LevelFigures;
}

const WORKERS = [2, 4, 8, 16];
const HOT_KEYS = 10;

/** The figures of one recorded block at all four levels. Forms all conflicting pairs: for one block at a time. */
export function blockLevels(block: {
  readonly number: bigint;
  readonly hardfork: string;
  readonly transactions: readonly TransactionRecord[];
}): BlockLevels {
  const keyed = tableFromRecords(block.transactions);
  const { table } = keyed;
  return {
    number: Number(block.number),
    hardfork: block.hardfork,
    txs: table.size,
    failedTxs: block.transactions.filter((transaction) => !transaction.succeeded).length,
    totalGas: table.gas.reduce((sum, gas) => sum + gas, 0),
    storageReads: countAccesses(table, STORAGE.reads),
    storageWritesNet: countAccesses(table, STORAGE.writes),
    storageWritesTouched: countAccesses(table, STORAGE_TOUCHED.writes),
    storage: { ...levelFigures(table, STORAGE), hotKeys: hotKeys(keyed) },
    storageTouched: levelFigures(table, STORAGE_TOUCHED),
    full: levelFigures(table, FULL),
    fullCommutative: levelFigures(table, FULL_COMMUTATIVE),
  };
}

/** The figures of a table under any rules, with dependencies on all earlier writers. */
export function levelFigures(table: AccessTable, rules: ConflictRules): LevelFigures {
  const dependencies = buildDependencies(table, rules, "all-writers");
  const pairs = countPairs(table, rules);
  const totalGas = table.gas.reduce((sum, gas) => sum + gas, 0);
  const criticalPathGas = heaviestPath(dependencies, (tx) => table.gas[tx] as number).weight;
  const listSchedule: Record<string, number> = {};
  for (const [workers, factor] of speedups(dependencies, WORKERS)) {
    // The reference gives an empty block an ideal speed-up of 1, but list schedules of 0.
    listSchedule[workers] = table.size === 0 ? 0 : rounded(factor);
  }
  return {
    rawPairs: pairs.rawPairs,
    anyPairs: pairs.anyPairs,
    txsWithRawPredecessor: pairs.withRawPredecessor,
    txsInNoConflict: pairs.inNoConflict,
    longestChainTxs: heaviestPath(dependencies, () => 1).weight,
    criticalPathGas,
    idealSpeedup: criticalPathGas === 0 ? 1 : rounded(totalGas / criticalPathGas),
    listSchedule,
  };
}

function hotKeys({ table, keys }: KeyedTable<StateKey>): HotKey[] {
  return rawPairsByKey(table, STORAGE)
    .map(({ key, writers, readers, rawPairs }) => ({ key: slotName(keys[key]), writers, readers, rawPairs }))
    .sort((a, b) => b.rawPairs - a.rawPairs || (a.key < b.key ? -1 : 1))
    .slice(0, HOT_KEYS);
}

function slotName(key: StateKey | undefined): string {
  return key?.kind === "slot" ? `${key.address}:${key.slot}` : "";
}

function countAccesses(table: AccessTable, counts: (flags: number, isSlot: boolean) => boolean): number {
  let count = 0;
  for (let position = 0; position < table.keys.length; position++) {
    if (counts(table.flags[position] as number, table.isSlot[table.keys[position] as number] === 1)) count++;
  }
  return count;
}

function rounded(factor: number): number {
  return Math.round(factor * 1000) / 1000;
}
