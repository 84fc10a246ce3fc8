import { CONFLICT_KINDS, findConflicts } from "../../../analysis/conflicts.ts";
import { buildDependencies, conflicting, type Dependencies, heaviestPath, waveOf } from "../../../analysis/graph.ts";
import { type BlockMetrics, blockMetrics } from "../../../analysis/metrics.ts";
import { ModelBlock } from "../../../analysis/models/block.ts";
import { ORDERING } from "../../../analysis/rules.ts";
import { tableFromRows } from "../../../analysis/table.ts";
import type { ConflictKind } from "../../../analysis/types.ts";
import type { AccessRow, KeyRow, TransactionRow } from "../../../record/types.ts";
import type { PageBlock, PageData, PageKey, PageSite } from "../page-data.ts";

/** Two transactions that meet on a key. */
export interface Meeting {
  /** Index into the keys of the page. */
  readonly key: number;
  readonly kind: ConflictKind;
  /** Where the later one first looks the value up, and where the earlier one last writes it. */
  readonly read?: PageSite;
  readonly written?: PageSite;
}

/** All that joins two transactions, the earlier one first. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly meetings: readonly Meeting[];
}

/** A block of the page, analysed. */
export interface OpenedBlock {
  readonly block: PageBlock;
  readonly metrics: BlockMetrics;
  readonly model: ModelBlock;
  readonly dependencies: Dependencies;
  /** From 1. */
  readonly waves: Uint32Array;
  /** 1 for transactions that wait or are waited for. */
  readonly marks: Uint8Array;
  readonly critical: ReadonlySet<number>;
  /** In the order of their later ends. */
  readonly edges: readonly Edge[];
}

/** Numbers of threads that tables show. */
export const THREADS: readonly number[] = [2, 4, 8, 16, 32, 64];

/** Analyses a block as the report does, by the same functions. */
export function openBlock(data: PageData, index: number): OpenedBlock {
  const block = data.blocks[index] as PageBlock;
  const keys = data.keys.map(([account, , isSlot]): KeyRow => {
    const address = data.accounts[account] as `0x${string}`;
    return isSlot === 1
      ? { kind: "slot", address, slot: "0x0", members: [] }
      : { kind: "balance", address, members: [] };
  });
  const rows = rowsOf(block, data);
  const keyed = tableFromRows(rows, keys);
  const dependencies = buildDependencies(keyed.table, ORDERING, "last-writer");
  const accountOf = (key: number) => (keys[keyed.keys[key] as number] as KeyRow).address;
  return {
    block,
    metrics: blockMetrics(dependencies, THREADS),
    model: new ModelBlock(keyed.table, accountOf, dependencies),
    dependencies,
    waves: waveOf(dependencies),
    marks: conflicting(dependencies),
    critical: new Set(heaviestPath(dependencies, (tx) => keyed.table.gas[tx] as number).members),
    edges: edgesOf(keyed, rows, data),
  };
}

function rowsOf({ gas, functions, senders, failed, accesses }: PageBlock, { accounts }: PageData): TransactionRow[] {
  const failures = new Set(failed);
  return gas.map((used, position): TransactionRow => {
    const numbers = accesses[position] as readonly number[];
    const own: AccessRow[] = [];
    for (let at = 0; at < numbers.length; at += 4) {
      const [key, flags, read, written] = numbers.slice(at, at + 4) as [number, number, number, number];
      own.push({ key, flags, ...(read > 0 && { readAt: read - 1 }), ...(written > 0 && { writtenAt: written - 1 }) });
    }
    return {
      hash: "0x",
      from: accounts[senders[position] as number] as `0x${string}`,
      function: functions[position] as number,
      phase: "body",
      succeeded: !failures.has(position),
      gas: String(used),
      accesses: own,
    };
  });
}

function edgesOf(
  { table, keys }: ReturnType<typeof tableFromRows>,
  rows: readonly TransactionRow[],
  { sites }: PageData,
): Edge[] {
  const { from, to, key, kind, length } = findConflicts(table);
  const byKey = rows.map(({ accesses }) => new Map(accesses.map((access) => [access.key, access])));
  const siteOf = (index: number | undefined) => (index === undefined ? undefined : sites[index]);
  const edges = new Map<number, Edge & { meetings: Meeting[] }>();
  for (let at = 0; at < length; at++) {
    const [earlier, later, carrier] = [from[at] as number, to[at] as number, keys[key[at] as number] as number];
    const id = later * table.size + earlier;
    const edge = edges.get(id) ?? { from: earlier, to: later, meetings: [] };
    edges.set(id, edge);
    const read = siteOf(byKey[later]?.get(carrier)?.readAt);
    const written = siteOf(byKey[earlier]?.get(carrier)?.writtenAt);
    const kindOf = CONFLICT_KINDS[kind[at] as number] as ConflictKind;
    edge.meetings.push({ key: carrier, kind: kindOf, ...(read && { read }), ...(written && { written }) });
  }
  return [...edges.values()];
}

/** Name of the element on which two transactions meet. */
export function elementName({ keys }: PageData, { key }: Meeting): string {
  return (keys[key] as PageKey)[3];
}
