import { waitsByVariable } from "../analysis/by-variable.ts";
import { CONFLICT_KINDS, type ConflictColumns, findConflicts, isOrdering } from "../analysis/conflicts.ts";
import { buildDependencies, type Dependencies, waitingMarks } from "../analysis/graph.ts";
import { blockMetrics } from "../analysis/metrics.ts";
import { ModelBlock } from "../analysis/models/block.ts";
import { ModelTable } from "../analysis/models/table.ts";
import { ORDERING, ORDERING_WITH_PROTOCOL } from "../analysis/rules.ts";
import { tableFromRows } from "../analysis/table.ts";
import type { ConflictKind, KeyedTable, Share } from "../analysis/types.ts";
import type { Hex } from "../engine/access/types.ts";
import type { AccessRow, KeyRow, RunRecord, TransactionRow } from "../record/types.ts";
import { PairCounter, type PairFindings } from "./pairs.ts";
import type { Variables } from "./variables.ts";

/** Numbers of threads whose speedup is reported. */
export const REPORTED_THREADS: readonly number[] = [2, 4, 8, 16];

/** What a block is called. */
export interface Subject {
  readonly kind: "test" | "block";
  /** Title of the test; `block 12`. */
  readonly title: string;
  /** Project-relative file of the test. */
  readonly file?: string;
  /** 1, 2, ... where `evm_revert` or several chains cut one test into several virtual blocks. */
  readonly part?: number;
  /** Of a test, or of a real block with its transactions: number of the group. See `VirtualBlock.group`. */
  readonly test?: number;
  /**
   * The transactions of a real block are all those of one of the tests, or some of them. Such a block adds nothing to
   * the sums over the suite.
   */
  readonly isInTest?: "whole" | "part";
}

/** What happened on one variable in one block. */
export interface BlockVariable {
  /** Transactions that wait on it. */
  readonly waiting: number;
  /** Transactions that wait or are waited for. */
  readonly conflicting: number;
  /** Pairs of functions that met on it, in any way. */
  readonly pairs: readonly PairFindings[];
}

/** The figures of the protocol's own accounting (nonces, gas payments, fees), left out of all others. */
export interface ProtocolFindings {
  /** Edges that only this accounting makes. */
  readonly edges: number;
  /** Transactions in conflict, waves and ceiling if they counted. */
  readonly conflicting: number;
  readonly waves: number;
  readonly ceiling: number;
}

/** The transactions of one test (a virtual block) or of one real block. See `docs/definitions.md` for the measures. */
export interface BlockFindings {
  readonly subject: Subject;
  readonly transactions: number;
  readonly failed: number;
  readonly gas: number;
  /** Transactions with a conflict, on either end. */
  readonly conflicting: number;
  /** Transactions that need the result of an earlier one; the others could all have started at once. */
  readonly waiting: number;
  readonly conflictRate: Share;
  readonly waves: number;
  readonly criticalPath: { readonly gas: number; readonly share: number; readonly transactions: number };
  /** Total gas / critical path gas. */
  readonly ceiling: number;
  readonly speedup: ReadonlyMap<number, number>;
  /** Pairs of functions that wait for each other, most waits first. */
  readonly pairs: readonly PairFindings[];
  readonly protocol: ProtocolFindings;
  /** By index of the variable. */
  readonly variables: ReadonlyMap<number, BlockVariable>;
  /** Waits on each element of a variable, by index of the key in the record. */
  readonly elements: ReadonlyMap<number, number>;
  /** For what-if questions. */
  readonly dependencies: Dependencies;
  /** Index of the variable of each key of `dependencies`. */
  readonly variableOf: ArrayLike<number>;
  /** How it would go under each execution model, worked out when asked for. */
  readonly models: ModelTable;
  readonly rows: readonly TransactionRow[];
}

/** What the numbers of a record stand for; without sites, the lines of conflicts are unknown. */
type NamedTables = Pick<RunRecord, "keys" | "functions"> & Partial<Pick<RunRecord, "sites">>;

/** Analyses some transactions as one block. */
export function analyseTransactions(
  subject: Subject,
  rows: readonly TransactionRow[],
  record: NamedTables,
  variables: Variables,
): BlockFindings {
  const keyed = tableFromRows(rows, record.keys);
  const functionOf = Uint32Array.from(rows, (row) => row.function);
  const failed = rows.filter((row) => !row.succeeded).length;
  return {
    subject,
    failed,
    rows,
    ...analyseColumns({ ...keyed, functionOf, accessOf: accessesOf(rows) }, record, variables),
  };
}

/** A block as columns. */
export interface BlockColumns extends KeyedTable<number> {
  /** Index of the function that each transaction called. */
  readonly functionOf: ArrayLike<number>;
  /** What a transaction did with a key of the record; left out when its lines in the source are unknown anyway. */
  readonly accessOf?: (transaction: number, key: number) => AccessRow | undefined;
}

/** Up to so many accesses are looked through faster than they are sorted out. */
const FEW_ACCESSES = 64;

/** Finds accesses by their keys. A transaction of many is sorted out when it is first asked for. */
function accessesOf(rows: readonly TransactionRow[]): NonNullable<BlockColumns["accessOf"]> {
  const known = new Map<number, Map<number, AccessRow>>();
  return (transaction, key) => {
    const { accesses } = rows[transaction] as TransactionRow;
    if (accesses.length <= FEW_ACCESSES) {
      for (const access of accesses) if (access.key === key) return access;
      return undefined;
    }
    const byKey = known.get(transaction) ?? new Map(accesses.map((access) => [access.key, access]));
    known.set(transaction, byKey);
    return byKey.get(key);
  };
}

/** All figures of a block, from its columns. Takes time in line with the number of accesses. */
export function analyseColumns(
  columns: BlockColumns,
  { keys: keyRows, functions, sites }: NamedTables,
  variables: Variables,
): Omit<BlockFindings, "subject" | "failed" | "rows"> {
  const { table, keys } = columns;
  const variableOf = new Uint32Array(keys.length);
  for (let key = 0; key < keys.length; key++) variableOf[key] = variables.ofKey[keys[key] as number] as number;
  const dependencies = buildDependencies(table, ORDERING, "last-writer");
  const metrics = blockMetrics(dependencies, REPORTED_THREADS);
  const withProtocol = blockMetrics(buildDependencies(table, ORDERING_WITH_PROTOCOL, "last-writer"), []);

  const conflicts = findConflicts(table);
  const pairs = new PairCounter(
    functions.map(({ name }) => name),
    sites,
  );
  countPairs(pairs, conflicts, columns, variableOf);
  const sorted = pairs.finish((element) => variables.elements[element] as string);

  const accountOf = (key: number): Hex => (keyRows[keys[key] as number] as KeyRow).address;
  return {
    transactions: metrics.transactions,
    gas: metrics.gas,
    conflicting: Math.round(metrics.conflictRate.count * metrics.transactions),
    waiting: waitingMarks(dependencies).reduce((sum, mark) => sum + mark, 0),
    conflictRate: metrics.conflictRate,
    waves: metrics.waves,
    criticalPath: {
      gas: metrics.criticalPath.gas,
      share: metrics.gas === 0 ? 0 : metrics.criticalPath.gas / metrics.gas,
      transactions: metrics.criticalPath.members.length,
    },
    ceiling: metrics.ceiling.gas,
    speedup: metrics.speedup,
    pairs: sorted.filter((pair) => pair.waits > 0),
    protocol: {
      edges: countKind(conflicts, "protocol"),
      conflicting: Math.round(withProtocol.conflictRate.count * metrics.transactions),
      waves: withProtocol.waves,
      ceiling: withProtocol.ceiling.gas,
    },
    variables: blockVariables(dependencies, variableOf, sorted),
    elements: waitsByElement(conflicts, keys),
    dependencies,
    variableOf,
    models: new ModelTable([new ModelBlock(table, accountOf, dependencies)]),
  };
}

/** By number of the kind. */
const IS_WAIT = CONFLICT_KINDS.map(isOrdering);

/** Counts the edges of the block by functions and variable, those of the protocol left out. */
function countPairs(
  pairs: PairCounter,
  { from, to, key, kind, length }: ConflictColumns,
  { functionOf, keys, accessOf }: BlockColumns,
  variableOf: ArrayLike<number>,
): void {
  for (let edge = 0; edge < length; edge++) {
    const kindOf = CONFLICT_KINDS[kind[edge] as number] as ConflictKind;
    if (kindOf === "protocol") continue;
    const [earlier, later] = [from[edge] as number, to[edge] as number];
    const [first, second] = [functionOf[earlier] as number, functionOf[later] as number];
    const variable = variableOf[key[edge] as number] as number;
    const element = keys[key[edge] as number] as number;
    if (accessOf === undefined || IS_WAIT[kind[edge] as number] !== true) {
      pairs.add(first, second, variable, element, kindOf);
    } else {
      pairs.add(first, second, variable, element, kindOf, accessOf(earlier, element), accessOf(later, element));
    }
  }
}

/** Edges of one kind. */
function countKind({ kind, length }: ConflictColumns, wanted: ConflictKind): number {
  const number = CONFLICT_KINDS.indexOf(wanted);
  let count = 0;
  for (let edge = 0; edge < length; edge++) if (kind[edge] === number) count++;
  return count;
}

/** Edges that make a transaction wait, by index of the key in the record. */
function waitsByElement({ key, kind, length }: ConflictColumns, keys: ArrayLike<number>): Map<number, number> {
  const waits = new Uint32Array(keys.length);
  for (let edge = 0; edge < length; edge++) {
    const carrier = key[edge] as number;
    if (IS_WAIT[kind[edge] as number] === true) waits[carrier] = (waits[carrier] as number) + 1;
  }
  const found = new Map<number, number>();
  waits.forEach((count, carrier) => {
    if (count > 0) found.set(keys[carrier] as number, count);
  });
  return found;
}

/** What happened on each variable on which transactions met. */
function blockVariables(
  dependencies: Dependencies,
  variableOf: ArrayLike<number>,
  pairs: readonly PairFindings[],
): Map<number, BlockVariable> {
  const waits = waitsByVariable(dependencies, variableOf);
  const pairsOf = Map.groupBy(pairs, (pair) => pair.variable);
  const found = new Map<number, BlockVariable>();
  for (const variable of new Set([...waits.keys(), ...pairsOf.keys()])) {
    const { waiting, conflicting } = waits.get(variable) ?? { waiting: 0, conflicting: 0 };
    found.set(variable, { waiting, conflicting, pairs: pairsOf.get(variable) ?? [] });
  }
  return found;
}
