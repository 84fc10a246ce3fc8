import type { RunRecord, TransactionRow } from "../record/types.ts";

/**
 * All transactions that one test sent in its body to one chain, in order, as if they had been one block: most suites
 * mine every transaction in a block of its own, where nothing can conflict.
 *
 * Transactions of hooks and fixtures are left out (they prepare, they are not what the test is about), and so are
 * transactions outside tests. `evm_revert` starts another virtual block: what it undid never met what came after.
 */
export interface VirtualBlock {
  /** Index into `tests` of the run record. */
  readonly test: number;
  readonly chain: string;
  readonly branch: number;
  readonly transactions: readonly TransactionRow[];
  /** Where each transaction is in the record: index into `blocks` and position in that block. */
  readonly origins: readonly { readonly block: number; readonly position: number }[];
}

/** The virtual blocks of a run, by test; those of one test in the order of their first transactions. */
export function virtualBlocks(record: RunRecord): VirtualBlock[] {
  interface Growing extends VirtualBlock {
    readonly transactions: TransactionRow[];
    readonly origins: { readonly block: number; readonly position: number }[];
  }
  const found = new Map<string, Growing>();
  record.blocks.forEach((block, blockIndex) => {
    block.transactions.forEach((transaction, position) => {
      if (transaction.test === undefined || transaction.phase !== "body") return;
      const { chain, branch } = block;
      const id = JSON.stringify([transaction.test, chain, branch]);
      let virtual = found.get(id);
      if (virtual === undefined) {
        virtual = { test: transaction.test, chain, branch, transactions: [], origins: [] };
        found.set(id, virtual);
      }
      virtual.transactions.push(transaction);
      virtual.origins.push({ block: blockIndex, position });
    });
  });
  return [...found.values()].sort((a, b) => a.test - b.test);
}
