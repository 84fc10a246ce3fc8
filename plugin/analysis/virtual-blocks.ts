import { DEFAULT_GROUPING, type Grouping, type RunRecord, type TransactionRow } from "../record/types.ts";

/**
 * Transactions of tests as if they had been one block, in order: most suites mine every transaction in a block of its
 * own, where nothing can conflict. Unless the record says otherwise, those that one test sent in its body to one chain.
 *
 * Transactions outside tests are left out, and so are those of hooks and fixtures (they prepare, they are not what the
 * test is about) unless the record says otherwise. `evm_revert` starts another virtual block: what it undid never met
 * what came after.
 */
export interface VirtualBlock {
  /** Blocks of one group differ by chain and branch. Grouped by test: index into `tests` of the run record. */
  readonly group: number;
  readonly title: string;
  /** Project-relative file of the tests. */
  readonly file?: string;
  readonly chain: string;
  readonly branch: number;
  readonly transactions: readonly TransactionRow[];
  /** Where each transaction is in the record: index into `blocks` and position in that block. */
  readonly origins: readonly { readonly block: number; readonly position: number }[];
}

interface Growing extends VirtualBlock {
  /** Index of the test that sent the first transaction. */
  readonly test: number;
  readonly transactions: TransactionRow[];
  readonly origins: { readonly block: number; readonly position: number }[];
}

/** The virtual blocks of a run, in the order of its tests; those of one group in the order of their first transactions. */
export function virtualBlocks(record: RunRecord): VirtualBlock[] {
  const grouping = record.grouping ?? DEFAULT_GROUPING;
  const groups = new Groups(record, grouping);
  const found = new Map<string, Growing>();
  record.blocks.forEach((block, blockIndex) => {
    block.transactions.forEach((transaction, position) => {
      if (!isOfTest(transaction, grouping)) return;
      const { test } = transaction;
      const { chain, branch } = block;
      const { group, ...name } = groups.next(test, chain, branch);
      const id = JSON.stringify([group, chain, branch]);
      let virtual = found.get(id);
      if (virtual === undefined) {
        virtual = { group, test, ...name, chain, branch, transactions: [], origins: [] };
        found.set(id, virtual);
      }
      virtual.transactions.push(transaction);
      virtual.origins.push({ block: blockIndex, position });
    });
  });
  return inOrder([...found.values()]);
}

/** Is the transaction part of a virtual block? */
export function isOfTest(
  row: TransactionRow,
  { fixtures }: Grouping = DEFAULT_GROUPING,
): row is TransactionRow & { readonly test: number } {
  return row.test !== undefined && (row.phase === "body" || fixtures);
}

/** Groups in the order of their first tests. */
function inOrder(blocks: readonly Growing[]): VirtualBlock[] {
  const first = new Map<number, number>();
  for (const { group, test } of blocks) first.set(group, Math.min(first.get(group) ?? test, test));
  const sorted = blocks.toSorted(
    (a, b) => (first.get(a.group) as number) - (first.get(b.group) as number) || a.group - b.group,
  );
  return sorted.map(({ test: _, ...block }) => block);
}

interface Group extends Pick<VirtualBlock, "group" | "title" | "file"> {}

/** Tells to which group each transaction belongs; to be asked in their order. */
class Groups {
  readonly #tests: RunRecord["tests"];
  readonly #by: Grouping["by"];
  readonly #known = new Map<string, Group>();
  /** Transactions so far, by chain and branch. */
  readonly #sent = new Map<string, number>();

  constructor({ tests }: RunRecord, { by }: Grouping) {
    this.#tests = tests;
    this.#by = by;
  }

  next(test: number, chain: string, branch: number): Group {
    const { title = `test ${test}`, file, suite } = this.#tests[test] ?? {};
    const at = file === undefined ? {} : { file };
    switch (this.#by) {
      case "test":
        return { group: test, title, ...at };
      case "describe":
        return this.#group(["describe", file, suite], () => ({ title: suite ?? "tests outside suites", ...at }));
      case "file":
        return this.#group(["file", file], () => ({ title: file ?? "tests of unknown files", ...at }));
      default: {
        const size = this.#by;
        const line = JSON.stringify([chain, branch]);
        const sent = this.#sent.get(line) ?? 0;
        this.#sent.set(line, sent + 1);
        const from = sent - (sent % size);
        const range = `transactions ${from + 1} to ${from + size}`;
        return this.#group([line, from], () => ({ title: `${range}, from "${title}"`, ...at }));
      }
    }
  }

  #group(identity: readonly unknown[], describe: () => Omit<Group, "group">): Group {
    const id = JSON.stringify(identity);
    let group = this.#known.get(id);
    if (group === undefined) {
      group = { group: this.#known.size, ...describe() };
      this.#known.set(id, group);
    }
    return group;
  }
}
