import type { SourceLocation } from "../source/names.ts";
import { Interner } from "./interner.ts";
import {
  type AccessRow,
  type BlockRow,
  DEFAULT_GROUPING,
  type FunctionRow,
  type Grouping,
  type KeyRow,
  type MemberRow,
  type RunRecord,
  type SiteRow,
  type TestRow,
  type TransactionRow,
} from "./types.ts";

/**
 * The one form of all records with the same content: rows that nothing refers to are gone, equal keys, functions
 * and sites are one, everything is in an order that does not depend on how the record came about.
 *
 * Tests are never joined, even under one title: each row is one execution of a test.
 */
export function canonicalise(record: RunRecord): RunRecord {
  const blocks = record.blocks.toSorted(
    (a, b) => compare(a.chain, b.chain) || a.branch - b.branch || compareNumbers(a.number, b.number),
  );
  const keys = renumber(record.keys.map(orderKey), usedKeys(blocks), (row) => keyOrder(row));
  const functions = renumber(record.functions.map(orderFunction), usedFunctions(blocks), (row) => row.name);
  const sites = renumber(record.sites.map(orderSite), usedSites(blocks), (row) => siteOrder(row));
  const tests = renumberTests(record.tests, blocks);
  const { format, version, generator, grouping } = record;
  return {
    format,
    version,
    generator,
    ...(grouping !== undefined &&
      !isDefault(grouping) && { grouping: { by: grouping.by, fixtures: grouping.fixtures } }),
    ...(record.notes !== undefined && record.notes.length > 0 && { notes: [...new Set(record.notes)].sort() }),
    keys: keys.rows,
    functions: functions.rows,
    sites: sites.rows,
    tests: tests.rows,
    blocks: blocks.map((block) =>
      orderBlock(block, {
        keys: keys.numbers,
        functions: functions.numbers,
        sites: sites.numbers,
        tests: tests.numbers,
      }),
    ),
  };
}

interface Renumbered<Row> {
  readonly rows: readonly Row[];
  /** New number of each old row. */
  readonly numbers: readonly number[];
}

/** Joins equal rows, drops unused ones, and sorts the rest by `order`, then by content. */
function renumber<Row>(rows: readonly Row[], used: ReadonlySet<number>, order: (row: Row) => string): Renumbered<Row> {
  const interner = new Interner<Row>();
  const joined = rows.map((row, number) => (used.has(number) ? interner.add(row) : -1));
  const sortable = interner.rows.map((row, number) => ({ number, order: `${order(row)}\0${JSON.stringify(row)}` }));
  sortable.sort((a, b) => compare(a.order, b.order));
  const places: number[] = [];
  sortable.forEach(({ number }, place) => {
    places[number] = place;
  });
  return {
    rows: sortable.map(({ number }) => interner.rows[number] as Row),
    numbers: joined.map((number) => places[number] ?? -1),
  };
}

/** Sorts tests by file and title; those of one title by the order in which they first sent a transaction. */
function renumberTests(tests: readonly TestRow[], blocks: readonly BlockRow[]): Renumbered<TestRow> {
  const met = new Set<number>();
  for (const { transactions } of blocks) for (const { test } of transactions) if (test !== undefined) met.add(test);
  const order = [...met].sort((a, b) => compare(testOrder(tests[a]), testOrder(tests[b])));
  const numbers: number[] = [];
  order.forEach((old, place) => {
    numbers[old] = place;
  });
  return { rows: order.map((old) => orderTest(tests[old] as TestRow)), numbers };
}

function usedKeys(blocks: readonly BlockRow[]): ReadonlySet<number> {
  const used = new Set<number>();
  for (const { transactions } of blocks) {
    for (const { accesses } of transactions) for (const { key } of accesses) used.add(key);
  }
  return used;
}

function usedFunctions(blocks: readonly BlockRow[]): ReadonlySet<number> {
  return new Set(blocks.flatMap(({ transactions }) => transactions.map((transaction) => transaction.function)));
}

function usedSites(blocks: readonly BlockRow[]): ReadonlySet<number> {
  const used = new Set<number>();
  for (const { transactions } of blocks) {
    for (const { accesses } of transactions) {
      for (const { readAt, writtenAt } of accesses) {
        if (readAt !== undefined) used.add(readAt);
        if (writtenAt !== undefined) used.add(writtenAt);
      }
    }
  }
  return used;
}

/** New numbers of the rows of each table. */
interface Numbers {
  readonly keys: readonly number[];
  readonly functions: readonly number[];
  readonly sites: readonly number[];
  readonly tests: readonly number[];
}

function orderBlock(block: BlockRow, numbers: Numbers): BlockRow {
  const { chain, number, hash, branch, transactions, execution } = block;
  return {
    chain,
    number,
    hash,
    branch,
    transactions: transactions.map((transaction): TransactionRow => {
      const { hash, from, test, phase, succeeded, gas, accesses } = transaction;
      return {
        hash,
        from,
        function: numbers.functions[transaction.function] as number,
        ...(test !== undefined && { test: numbers.tests[test] as number }),
        phase,
        succeeded,
        gas,
        accesses: accesses.map((access) => orderAccess(access, numbers)).sort((a, b) => a.key - b.key),
      };
    }),
    ...(execution !== undefined && { execution }),
  };
}

function orderAccess(
  { key, flags, changed, moves, origin, readAt, writtenAt }: AccessRow,
  numbers: Numbers,
): AccessRow {
  return {
    key: numbers.keys[key] as number,
    flags,
    ...(changed !== undefined && { changed }),
    ...(moves !== undefined && { moves }),
    ...(origin !== undefined && { origin }),
    ...(readAt !== undefined && { readAt: numbers.sites[readAt] as number }),
    ...(writtenAt !== undefined && { writtenAt: numbers.sites[writtenAt] as number }),
  };
}

function orderKey(row: KeyRow): KeyRow {
  const rest = {
    ...(row.contract !== undefined && { contract: row.contract }),
    members: row.members.map(orderMember),
  };
  return row.kind === "slot"
    ? { kind: row.kind, address: row.address, slot: row.slot, ...rest }
    : { kind: row.kind, address: row.address, ...rest };
}

function orderMember({ variable, name, source, type, shape, declaredIn, account }: MemberRow): MemberRow {
  return {
    variable,
    name,
    ...(source && { source: orderSource(source) }),
    ...(type !== undefined && { type }),
    ...(shape !== undefined && { shape }),
    ...(declaredIn !== undefined && { declaredIn }),
    ...(account !== undefined && { account }),
  };
}

function orderFunction({ name, contract, selector, source }: FunctionRow): FunctionRow {
  return {
    name,
    ...(contract !== undefined && { contract }),
    ...(selector !== undefined && { selector }),
    ...(source && { source: orderSource(source) }),
  };
}

function orderSite({ file, line, function: name }: SiteRow): SiteRow {
  return { file, line, ...(name !== undefined && { function: name }) };
}

function orderTest({ title, suite, file }: TestRow): TestRow {
  return { title, ...(suite !== undefined && { suite }), ...(file !== undefined && { file }) };
}

function isDefault({ by, fixtures }: Grouping): boolean {
  return by === DEFAULT_GROUPING.by && fixtures === DEFAULT_GROUPING.fixtures;
}

function orderSource({ file, line }: SourceLocation): SourceLocation {
  return { file, line };
}

function keyOrder(row: KeyRow): string {
  return [row.contract ?? "", row.address, row.kind].join("\0");
}

function siteOrder({ file, line }: SiteRow): string {
  return `${file}\0${String(line).padStart(8, "0")}`;
}

function testOrder(row: TestRow | undefined): string {
  return `${row?.file ?? ""}\0${row?.title ?? ""}`;
}

/** Decimal numbers of any size. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
