import {
  compareFunctions,
  compareKeys,
  compareSites,
  compareTests,
  orderFunction,
  orderKey,
  orderSite,
  orderTest,
  type Share,
} from "./row-forms.ts";
import { RowTable } from "./row-table.ts";
import type { AccessRow, BlockRow, KeyRow, RunRecord, TestRow, TransactionRow } from "./types.ts";

/** Rows are numbered anew when all are known; until then they belong to the assembly alone. */
type Mutable<Row> = { -readonly [Field in keyof Row]: Row[Field] };

/** A block with the numbers of the assembly. */
export interface AssembledBlock extends Omit<BlockRow, "transactions" | "chain"> {
  chain: string;
  readonly transactions: readonly (Mutable<Omit<TransactionRow, "accesses">> & { readonly accesses: AccessRow[] })[];
}

/** Accesses to one key that are told apart; a suite makes the same few over and over. */
const MOST_VARIANTS = 32;

/**
 * Puts the blocks of one or several records together over tables of their own, in the one form and order that all
 * records with the same content have.
 *
 * It holds a record of a million transactions, and not two: equal rows are one object, blocks are numbered anew in place,
 * and nothing of what was added is kept.
 */
export class Assembly {
  readonly #keys = new RowTable<KeyRow>((row) => orderKey(row, this.#share), compareKeys);
  readonly #functions = new RowTable(orderFunction, compareFunctions);
  readonly #sites = new RowTable(orderSite, compareSites);
  /** Tests are never joined, even under one title: each row is one execution of a test. */
  readonly #tests: TestRow[] = [];
  readonly #accesses: Mutable<AccessRow>[] = [];
  /** By number of the key. */
  readonly #variants: Mutable<AccessRow>[][] = [];
  /** Addresses and the like, of which a parser makes a copy wherever they stand. */
  readonly #texts = new Map<string, string>();
  readonly #share: Share = (text) => {
    if (text === undefined) return text;
    const known = this.#texts.get(text) as typeof text | undefined;
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  };

  /** Adds all blocks of a record, in their order. */
  add(record: RunRecord): AssembledBlock[] {
    const key = this.#keys.adopt(record.keys);
    const called = this.#functions.adopt(record.functions);
    const site = this.#sites.adopt(record.sites);
    const tests = new Map<number, number>();
    const test = (number: number): number => {
      const known = tests.get(number) ?? this.#tests.push(orderTest(record.tests[number] as TestRow)) - 1;
      tests.set(number, known);
      return known;
    };
    const access = (row: AccessRow): AccessRow => {
      const { readAt, writtenAt } = row;
      return this.#access(
        row,
        key(row.key),
        readAt === undefined ? undefined : site(readAt),
        writtenAt === undefined ? undefined : site(writtenAt),
      );
    };
    return record.blocks.map(({ chain, number, hash, branch, transactions, execution }) => ({
      chain: this.#share(chain),
      number: this.#share(number),
      hash,
      branch,
      transactions: transactions.map((row) => ({
        hash: row.hash,
        from: this.#share(row.from),
        function: called(row.function),
        ...(row.test !== undefined && { test: test(row.test) }),
        phase: this.#share(row.phase),
        succeeded: row.succeeded,
        gas: this.#share(row.gas),
        accesses: row.accesses.map(access),
      })),
      ...(execution !== undefined && { execution }),
    }));
  }

  /**
   * Gives keys, functions and sites the numbers of the finished record, which follow from their content alone; nothing
   * can be added from then on.
   *
   * @param blocks All that `add` returned, even if some will be left out.
   */
  settle(blocks: Iterable<AssembledBlock>): void {
    const [keys, functions, sites] = [this.#keys.sort(), this.#functions.sort(), this.#sites.sort()];
    for (const access of this.#accesses) {
      access.key = keys[access.key] as number;
      if (access.readAt !== undefined) access.readAt = sites[access.readAt] as number;
      if (access.writtenAt !== undefined) access.writtenAt = sites[access.writtenAt] as number;
    }
    this.#accesses.length = 0;
    this.#variants.length = 0;
    this.#texts.clear();
    for (const { transactions } of blocks) {
      for (const transaction of transactions) {
        transaction.function = functions[transaction.function] as number;
        transaction.accesses.sort((a, b) => a.key - b.key);
      }
    }
  }

  /** The row of a test that a transaction names, before `finish`. */
  test(number: number): TestRow {
    return this.#tests[number] as TestRow;
  }

  /**
   * Gives tests their numbers: by file and title, those of one title by the order in which they first sent a transaction.
   *
   * @param blocks Those of the finished record, settled and in order.
   */
  finish(blocks: readonly AssembledBlock[]): Pick<RunRecord, "keys" | "functions" | "sites" | "tests" | "blocks"> {
    const met = new Set<number>();
    for (const { transactions } of blocks) for (const { test } of transactions) if (test !== undefined) met.add(test);
    const order = [...met].sort((a, b) => compareTests(this.test(a), this.test(b)));
    const places = new Map(order.map((test, place) => [test, place]));
    for (const { transactions } of blocks) {
      for (const transaction of transactions) {
        if (transaction.test !== undefined) transaction.test = places.get(transaction.test) as number;
      }
    }
    return {
      keys: this.#keys.rows,
      functions: this.#functions.rows,
      sites: this.#sites.rows,
      tests: order.map((test) => this.test(test)),
      blocks,
    };
  }

  /** The one object of all accesses like this one, with these numbers. */
  #access(
    { flags, changed, moves, origin }: AccessRow,
    key: number,
    readAt: number | undefined,
    writtenAt: number | undefined,
  ): AccessRow {
    const variants = (this.#variants[key] ??= []);
    for (const known of variants) {
      if (
        known.flags === flags &&
        known.readAt === readAt &&
        known.writtenAt === writtenAt &&
        known.changed === changed &&
        known.moves === moves &&
        known.origin === origin
      ) {
        return known;
      }
    }
    const row: Mutable<AccessRow> = {
      key,
      flags,
      ...(changed !== undefined && { changed }),
      ...(moves !== undefined && { moves: this.#share(moves) }),
      ...(origin !== undefined && { origin: this.#share(origin) }),
      ...(readAt !== undefined && { readAt }),
      ...(writtenAt !== undefined && { writtenAt }),
    };
    this.#accesses.push(row);
    if (variants.length < MOST_VARIANTS) variants.push(row);
    return row;
  }
}
