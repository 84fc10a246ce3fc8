import { CONFLICT_KINDS, findConflicts, isOrdering } from "../analysis/conflicts.ts";
import { buildDependencies, type Dependencies } from "../analysis/graph.ts";
import { blockMetrics } from "../analysis/metrics.ts";
import { ORDERING, ORDERING_WITH_PROTOCOL } from "../analysis/rules.ts";
import { tableFromRows } from "../analysis/table.ts";
import type { ConflictKind, Share } from "../analysis/types.ts";
import type { RunRecord, TransactionRow } from "../record/types.ts";
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
  /** Index of the test in the run record. */
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
  readonly variableOf: readonly number[];
  readonly rows: readonly TransactionRow[];
}

/** Analyses some transactions as one block. */
export function analyseTransactions(
  subject: Subject,
  rows: readonly TransactionRow[],
  record: RunRecord,
  variables: Variables,
): BlockFindings {
  const { table, keys } = tableFromRows(rows, record.keys);
  const variableOf = keys.map((key) => variables.ofKey[key] as number);
  const dependencies = buildDependencies(table, ORDERING, "last-writer");
  const metrics = blockMetrics(dependencies, REPORTED_THREADS);
  const withProtocol = blockMetrics(buildDependencies(table, ORDERING_WITH_PROTOCOL, "last-writer"), []);

  const conflicts = findConflicts(table);
  const pairs = new PairCounter(record.functions.map(({ name }) => name));
  const elements = new Map<number, number>();
  const functionOf = (transaction: number) => (rows[transaction] as TransactionRow).function;
  let protocolEdges = 0;
  for (let edge = 0; edge < conflicts.length; edge++) {
    const kind = CONFLICT_KINDS[conflicts.kind[edge] as number] as ConflictKind;
    if (kind === "protocol") {
      protocolEdges++;
      continue;
    }
    const key = conflicts.key[edge] as number;
    const element = keys[key] as number;
    const [from, to] = [functionOf(conflicts.from[edge] as number), functionOf(conflicts.to[edge] as number)];
    pairs.add(from, to, variableOf[key] as number, element, kind);
    if (isOrdering(kind)) elements.set(element, (elements.get(element) ?? 0) + 1);
  }
  const sorted = pairs.finish((element) => variables.elements[element] as string);

  return {
    subject,
    transactions: metrics.transactions,
    failed: rows.filter((row) => !row.succeeded).length,
    gas: metrics.gas,
    conflicting: Math.round(metrics.conflictRate.count * metrics.transactions),
    waiting: waitingTransactions(dependencies),
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
      edges: protocolEdges,
      conflicting: Math.round(withProtocol.conflictRate.count * metrics.transactions),
      waves: withProtocol.waves,
      ceiling: withProtocol.ceiling.gas,
    },
    variables: blockVariables(dependencies, variableOf, sorted),
    elements,
    dependencies,
    variableOf,
    rows,
  };
}

function waitingTransactions({ size, to }: Dependencies): number {
  const waits = new Set<number>();
  for (const node of to) if (node < size) waits.add(node);
  return waits.size;
}

function blockVariables(
  { size, from, to, key }: Dependencies,
  variableOf: readonly number[],
  pairs: readonly PairFindings[],
): Map<number, BlockVariable> {
  const waiting = new Map<number, Set<number>>();
  const conflicting = new Map<number, Set<number>>();
  const add = (sets: Map<number, Set<number>>, variable: number, node: number) => {
    const set = sets.get(variable) ?? new Set();
    sets.set(variable, set);
    if (node < size) set.add(node);
  };
  for (let edge = 0; edge < key.length; edge++) {
    const variable = variableOf[key[edge] as number] as number;
    add(waiting, variable, to[edge] as number);
    add(conflicting, variable, from[edge] as number);
    add(conflicting, variable, to[edge] as number);
  }
  const pairsOf = Map.groupBy(pairs, (pair) => pair.variable);
  const found = new Map<number, BlockVariable>();
  for (const variable of new Set([...waiting.keys(), ...pairsOf.keys()])) {
    found.set(variable, {
      waiting: waiting.get(variable)?.size ?? 0,
      conflicting: conflicting.get(variable)?.size ?? 0,
      pairs: pairsOf.get(variable) ?? [],
    });
  }
  return found;
}
