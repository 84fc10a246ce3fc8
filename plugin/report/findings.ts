import { ModelTable } from "../analysis/models/table.ts";
import { DEFAULT_TARGET, type Target } from "../analysis/models/target.ts";
import { isOfTest, type VirtualBlock, virtualBlocks } from "../analysis/virtual-blocks.ts";
import { DEFAULT_GROUPING, type Grouping, type RunRecord, type TransactionRow } from "../record/types.ts";
import { analyseTransactions, type BlockFindings, type Subject } from "./block-findings.ts";
import { gatherEvidence } from "./evidence.ts";
import { type ExecutionFindings, summariseExecution } from "./execution.ts";
import { groupingNotes } from "./grouping-words.ts";
import { type PreparationFindings, preparationsOf } from "./preparation.ts";
import { holdAgainst, type TargetFindings } from "./target.ts";
import { type UserFindings, usersOf } from "./users.ts";
import {
  type HarmlessFindings,
  harmlessVariables,
  rankedVariables,
  type VariableFindings,
} from "./variable-findings.ts";
import { groupVariables } from "./variables.ts";

/**
 * What a run says, named and counted: the one model that every format of the report renders.
 *
 * Gas is the only clock (`execution` apart), and every list is sorted, so that the same record always gives the same
 * findings.
 */
export interface Findings {
  readonly totals: Totals;
  /** Variables that make transactions of tests or real blocks wait, worst first. */
  readonly variables: readonly VariableFindings[];
  /** Shared variables that look as if they made transactions wait, by name. */
  readonly harmless: readonly HarmlessFindings[];
  /** Which transactions make a virtual block. */
  readonly grouping: Grouping;
  /** Virtual blocks: the transactions of one test (or what `grouping` says), those with most transactions in conflict first. */
  readonly tests: readonly BlockFindings[];
  /** Real blocks of two or more transactions, in the same order. */
  readonly blocks: readonly BlockFindings[];
  /** What is left out of all figures because it only prepares tests: fixtures, hooks, and what is outside tests. */
  readonly preparations: readonly PreparationFindings[];
  /** What N users would do who send the calls of a test: the tests in which they would hinder each other most. */
  readonly users: readonly UserFindings[];
  /** All tests, and the blocks of no test, one after the other under each execution model. */
  readonly models: ModelTable;
  /** How far the worst block is from the target; undefined where no two transactions could meet. */
  readonly target: TargetFindings | undefined;
  /** How the run was executed. Differs from run to run: never to be mixed with the figures above. */
  readonly execution: ExecutionFindings;
  readonly notes: readonly string[];
}

export interface Totals {
  /** All transactions of the run. */
  readonly transactions: number;
  /** Of these, sent by the tests themselves. */
  readonly inTests: number;
  /** Of these, sent by hooks and fixtures, or outside tests. */
  readonly elsewhere: number;
  /** Transactions of tests that failed. */
  readonly failed: number;
  /** Tests that sent a transaction. */
  readonly tests: number;
  /** Tests that sent two or more, so that there is something to compare. */
  readonly comparableTests: number;
  readonly testsWithConflicts: number;
  /** Real blocks of two or more transactions. */
  readonly comparableBlocks: number;
  readonly blocksWithConflicts: number;
}

/**
 * The findings of a run.
 *
 * @param target What its traffic is held against.
 */
export function findingsOf(record: RunRecord, target: Target = DEFAULT_TARGET): Findings {
  const { grouping = DEFAULT_GROUPING } = record;
  const variables = groupVariables(record);
  const virtual = virtualBlocks(record);
  const parts = new Map<number, number>();
  for (const { group } of virtual) parts.set(group, (parts.get(group) ?? 0) + 1);

  const seen = new Map<number, number>();
  const tests: BlockFindings[] = [];
  const subjects = new Map<VirtualBlock, Subject>();
  /** Of the first transaction of each real block that belongs to one. */
  const groupOf = new Map<number, number>();
  for (const block of virtual) {
    const { group, title, file, origins } = block;
    const part = (seen.get(group) ?? 0) + 1;
    seen.set(group, part);
    const subject: Subject = {
      kind: "test",
      title,
      ...(file !== undefined ? { file } : {}),
      ...((parts.get(group) ?? 1) > 1 ? { part } : {}),
      test: group,
    };
    for (const { block: index } of origins) if (!groupOf.has(index)) groupOf.set(index, group);
    subjects.set(block, subject);
    if (block.transactions.length < 2) continue;
    tests.push(analyseTransactions(subject, block.transactions, record, variables));
  }

  const wholes = new Set(tests.map((test) => fingerprint(test.rows)));
  const blocks: BlockFindings[] = [];
  for (const [index, block] of record.blocks.entries()) {
    if (block.transactions.length < 2) continue;
    const test = groupOf.get(index) ?? (grouping.by === "test" ? testOf(block.transactions) : undefined);
    const subject: Subject = {
      kind: "block",
      title: `block ${block.number}`,
      ...(test !== undefined ? { test } : {}),
      ...inTest(block.transactions, wholes, grouping),
    };
    blocks.push(analyseTransactions(subject, block.transactions, record, variables));
  }

  tests.sort(worstFirst);
  blocks.sort(worstFirst);
  const distinct = [...tests, ...blocks.filter((block) => block.subject.isInTest === undefined)];
  const evidence = gatherEvidence(distinct, record, variables);
  const ranked = rankedVariables(distinct, variables, evidence);
  return {
    totals: totalsOf(record, tests, blocks),
    variables: ranked,
    harmless: harmlessVariables(variables, evidence),
    grouping,
    tests,
    blocks,
    preparations: preparationsOf(record, variables),
    users: usersOf(record, virtual, variables, subjects),
    models: new ModelTable(distinct.flatMap((block) => block.models.blocks)),
    target: holdAgainst(target, ranked, distinct),
    execution: summariseExecution(record),
    notes: [...groupingNotes(grouping), ...(record.notes ?? [])],
  };
}

/** Most transactions in conflict, then the longest critical path; ties in the order of the run. */
function worstFirst(a: BlockFindings, b: BlockFindings): number {
  return b.conflicting - a.conflicting || b.criticalPath.gas - a.criticalPath.gas;
}

/** The test of the first transaction that has one. */
function testOf(rows: readonly TransactionRow[]): number | undefined {
  return rows.find(({ test }) => test !== undefined)?.test;
}

function inTest(
  rows: readonly TransactionRow[],
  wholes: ReadonlySet<string>,
  grouping: Grouping,
): Pick<Subject, "isInTest"> {
  if (wholes.has(fingerprint(rows))) return { isInTest: "whole" };
  return rows.every((row) => isOfTest(row, grouping)) ? { isInTest: "part" } : {};
}

function fingerprint(rows: readonly TransactionRow[]): string {
  return rows.map((row) => row.hash).join();
}

function totalsOf(record: RunRecord, tests: readonly BlockFindings[], blocks: readonly BlockFindings[]): Totals {
  let transactions = 0;
  let inTests = 0;
  let failed = 0;
  const withTransactions = new Set<number>();
  for (const block of record.blocks) {
    for (const row of block.transactions) {
      transactions++;
      if (!isOfTest(row, record.grouping)) continue;
      inTests++;
      withTransactions.add(row.test);
      if (!row.succeeded) failed++;
    }
  }
  const distinctTests = (list: readonly BlockFindings[]) => new Set(list.map((test) => test.subject.test)).size;
  return {
    transactions,
    inTests,
    elsewhere: transactions - inTests,
    failed,
    tests: withTransactions.size,
    comparableTests: distinctTests(tests),
    testsWithConflicts: distinctTests(tests.filter((test) => test.conflicting > 0)),
    comparableBlocks: blocks.length,
    blocksWithConflicts: blocks.filter((block) => block.conflicting > 0).length,
  };
}
