import { buildDependencies } from "../analysis/graph.ts";
import { ORDERING } from "../analysis/rules.ts";
import { tableFromRows } from "../analysis/table.ts";
import { isOfTest } from "../analysis/virtual-blocks.ts";
import type { RunRecord, TestRow, TransactionRow } from "../record/types.ts";
import { compareText } from "./pairs.ts";
import { isInherent, type Variable, type Variables } from "./variables.ts";

/** What sent transactions that no test is about: fixtures, hooks of tests, or neither of them. */
export type Preparer = "fixture" | "hook" | "outside";

/**
 * Transactions that are left out of all figures because they only prepare tests: those of the fixtures or of the hooks of
 * one suite, or all outside tests.
 */
export interface PreparationFindings {
  readonly by: Preparer;
  /** Titles of the suites around the tests that were prepared, as one; absent outside suites. */
  readonly suite?: string;
  /** Project-relative file of the tests. */
  readonly file?: string;
  /** How often it was done: once for each test that it prepared, on each chain, and again after each `evm_revert`. */
  readonly times: number;
  readonly transactions: number;
  readonly failed: number;
  readonly gas: number;
  /** What they called, most often first. */
  readonly calls: readonly { readonly function: string; readonly transactions: number }[];
  /**
   * Transactions that would be in conflict, on either end, if those of each time were one block. That a call waits for
   * the deployment of what it calls does not count.
   */
  readonly conflicting: number;
  /** On which variables, those of most transactions first. */
  readonly variables: readonly string[];
}

interface Growing {
  readonly by: Preparer;
  readonly test: TestRow | undefined;
  /** By what makes a time of its own. */
  readonly times: Map<string, TransactionRow[]>;
}

/** What the run left out: fixtures, then hooks, then what is outside tests; those of most transactions first. */
export function preparationsOf(record: RunRecord, variables: Variables): PreparationFindings[] {
  const found = new Map<string, Growing>();
  for (const { chain, branch, transactions } of record.blocks) {
    for (const row of transactions) {
      if (isOfTest(row, record.grouping)) continue;
      const test = row.test === undefined ? undefined : record.tests[row.test];
      const by = test === undefined ? "outside" : row.phase === "hook" ? "hook" : "fixture";
      const id = JSON.stringify([by, test?.file, test?.suite]);
      const growing: Growing = found.get(id) ?? { by, test, times: new Map() };
      found.set(id, growing);
      const time = JSON.stringify([row.test, chain, branch]);
      const rows = growing.times.get(time);
      if (rows === undefined) growing.times.set(time, [row]);
      else rows.push(row);
    }
  }
  return [...found.values()].map((growing) => describe(growing, record, variables)).sort(inOrder);
}

const ORDER: readonly Preparer[] = ["fixture", "hook", "outside"];

function inOrder(a: PreparationFindings, b: PreparationFindings): number {
  return (
    ORDER.indexOf(a.by) - ORDER.indexOf(b.by) ||
    b.transactions - a.transactions ||
    compareText(a.file ?? "", b.file ?? "") ||
    compareText(a.suite ?? "", b.suite ?? "")
  );
}

function describe({ by, test, times }: Growing, record: RunRecord, variables: Variables): PreparationFindings {
  const rows = [...times.values()].flat();
  const calls = countBy(rows.map((row) => record.functions[row.function]?.name ?? "?"));
  const met = new Map<Variable, number>();
  let conflicting = 0;
  for (const time of times.values()) conflicting += meetings(time, record, variables, met);
  return {
    by,
    ...(test?.suite !== undefined && { suite: test.suite }),
    ...(test?.file !== undefined && { file: test.file }),
    times: times.size,
    transactions: rows.length,
    failed: rows.filter(({ succeeded }) => !succeeded).length,
    gas: rows.reduce((sum, { gas }) => sum + Number(gas), 0),
    calls: mostFirst(calls).map(([name, transactions]) => ({ function: name, transactions })),
    conflicting,
    variables: mostFirst(new Map([...met].map(([{ name }, count]) => [name, count]))).map(([name]) => name),
  };
}

/**
 * How many of the transactions would be in conflict as one block.
 *
 * @param met Gets, by variable, how many of them meet on it.
 */
function meetings(
  rows: readonly TransactionRow[],
  { keys: keyRows }: RunRecord,
  { all, ofKey }: Variables,
  met: Map<Variable, number>,
): number {
  if (rows.length < 2) return 0;
  const { table, keys } = tableFromRows(rows, keyRows);
  const { size, from, to, key } = buildDependencies(table, ORDERING, "last-writer");
  const concerned = new Set<number>();
  const byVariable = new Map<Variable, Set<number>>();
  for (let edge = 0; edge < key.length; edge++) {
    const variable = all[ofKey[keys[key[edge] as number] as number] as number] as Variable;
    if (isInherent(variable)) continue;
    const members = byVariable.get(variable) ?? new Set();
    byVariable.set(variable, members);
    for (const node of [from[edge] as number, to[edge] as number]) {
      // Above the transactions are nodes that stand for several writers, each with edges of its own.
      if (node >= size) continue;
      concerned.add(node);
      members.add(node);
    }
  }
  for (const [variable, members] of byVariable) met.set(variable, (met.get(variable) ?? 0) + members.size);
  return concerned.size;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function mostFirst(counts: ReadonlyMap<string, number>): [name: string, count: number][] {
  return [...counts].sort(([a, more], [b, most]) => most - more || compareText(a, b));
}
