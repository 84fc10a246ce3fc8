import { isAbsolute, relative, sep } from "node:path";
import type { Namer } from "../source/namer.ts";
import { PreimageIndex } from "../source/preimages.ts";
import { BranchOrigins } from "./branch-origins.ts";
import { canonicalise } from "./canonical.ts";
import type { CollectedBlock, CollectedTransaction, RunCollector, TestIdentity } from "./collector.ts";
import { generatorName } from "./generator.ts";
import { Interner } from "./interner.ts";
import { type Circumstances, describeMoves } from "./moves.ts";
import { CodeSearch } from "./origins.ts";
import { RowNamer } from "./row-namer.ts";
import { SiteNamer } from "./site-namer.ts";
import {
  type AccessRow,
  type BlockRow,
  type FunctionRow,
  type KeyRow,
  RUN_RECORD_FORMAT,
  RUN_RECORD_VERSION,
  type RunRecord,
  type SiteRow,
  type TestRow,
  type TransactionRow,
} from "./types.ts";
import { Whereabouts } from "./whereabouts.ts";

export interface BuildOptions {
  /** Absolute path; test files below it are named relative to it. */
  readonly projectRoot?: string;
  /** What a reader should know beside how far the names can be trusted. */
  readonly notes?: readonly string[];
}

/**
 * Names everything that a run did, in the words of the source.
 *
 * @returns The record in its canonical form, with the execution of each block: leave that out (see
 *   `serializeRunRecord`) where records are compared.
 */
export async function buildRunRecord(
  collector: RunCollector,
  namer: Namer,
  options: BuildOptions = {},
): Promise<RunRecord> {
  await namer.learn(collector.codes);
  const preimages = new PreimageIndex();
  for (const [hash, preimage] of collector.preimages) preimages.add(hash, preimage);
  const codes = new CodeSearch(collector.codes);
  const whereabouts = new Whereabouts(collector.blocks);

  const keys = new Interner<KeyRow>();
  const functions = new Interner<FunctionRow>();
  const sites = new Interner<SiteRow>();
  const lines = new SiteNamer(namer, sites);
  const tests: TestRow[] = [];
  const testNumbers = new Map<TestIdentity, number>();
  const numberOf = (test: TestIdentity): number => {
    let number = testNumbers.get(test);
    if (number === undefined) {
      number = tests.push(describeTest(test, options.projectRoot)) - 1;
      testNumbers.set(test, number);
    }
    return number;
  };

  const blocks: BlockRow[] = [];
  for (const branch of whereabouts.branches) {
    const rows = new RowNamer(branch, namer, preimages, keys);
    const origins = new BranchOrigins(branch, codes);
    for (const block of branch.blocks) {
      const transactions = block.transactions.map((transaction) =>
        describeTransaction(transaction, block.timestamp, rows, lines, origins, functions, numberOf),
      );
      blocks.push(describeBlock(block, transactions));
    }
  }
  const notes = [...namer.notes(), ...(options.notes ?? [])];
  return canonicalise({
    format: RUN_RECORD_FORMAT,
    version: RUN_RECORD_VERSION,
    generator: generatorName(),
    ...(notes.length > 0 && { notes }),
    keys: keys.rows,
    functions: functions.rows,
    sites: sites.rows,
    tests,
    blocks,
  });
}

function describeBlock(block: CollectedBlock, transactions: readonly TransactionRow[]): BlockRow {
  return {
    chain: block.chain,
    number: block.number.toString(),
    hash: block.hash,
    branch: block.branch,
    transactions,
    ...(block.execution && { execution: block.execution }),
  };
}

function describeTransaction(
  transaction: CollectedTransaction,
  clock: bigint,
  rows: RowNamer,
  lines: SiteNamer,
  origins: BranchOrigins,
  functions: Interner<FunctionRow>,
  numberOf: (test: TestIdentity) => number,
): TransactionRow {
  const { hash, from, context, succeeded, gas } = transaction;
  const slots = [...transaction.accesses.slots()].map((access) => ({
    ...access,
    ...rows.slot(access.address, access.slot),
  }));
  const origin = origins.of(transaction, slots);
  const changedKeys = new Set(slots.flatMap(({ values, keys }) => (values === undefined ? [] : keys)));
  const circumstances: Circumstances = { clock, isKey: (value) => changedKeys.has(value) };
  const linesOf = lines.of(transaction.accesses, rows.codeAt);
  const accesses = slots.map((slot): AccessRow => {
    const { key, flags, changedBytes, bytes, values, members } = slot;
    const moves = values && members.length > 0 && describeMoves(values.before, values.after, members, circumstances);
    return {
      key,
      flags,
      ...changedMembers(changedBytes, bytes),
      ...(moves && { moves }),
      ...linesOf(slot, slot),
      origin: origin.slot(slot),
    };
  });
  for (const { address, field, flags } of transaction.accesses.fields()) {
    accesses.push({ key: rows.account(address, field), flags, origin: origin.account(address) });
  }
  return {
    hash,
    from,
    function: functions.add(rows.function(transaction)),
    ...(context.test !== undefined && { test: numberOf(context.test) }),
    phase: context.phase,
    succeeded,
    gas: gas.toString(),
    accesses,
  };
}

/** Which of several packed members have a byte among those that changed. */
function changedMembers(changedBytes: number, members: readonly number[]): { changed?: number } {
  if (changedBytes === 0 || members.length < 2) return {};
  let changed = 0;
  members.forEach((bytes, member) => {
    if ((bytes & changedBytes) !== 0) changed |= 1 << member;
  });
  return { changed: changed >>> 0 };
}

function describeTest({ title, suite, file }: TestIdentity, projectRoot: string | undefined): TestRow {
  return {
    title,
    ...(suite !== undefined && { suite }),
    ...(file !== undefined && { file: relativeTo(projectRoot, file) }),
  };
}

function relativeTo(root: string | undefined, file: string): string {
  if (root === undefined || !isAbsolute(file)) return file;
  return relative(root, file).split(sep).join("/");
}
