import type { Abort } from "../../engine/access/types.ts";
import type { BlockRow, RunRecord, TransactionRow } from "../../record/types.ts";
import { shown } from "./names.ts";
import type { PageExecution, PageRun } from "./page-data.ts";

const REASONS: Readonly<Record<Abort["reason"], string>> = {
  "stale-read": "stale read",
  "worker-lost": "thread lost",
  invalid: "nonce or funds came later",
};

/** How the blocks of a record were really executed, by their transactions. */
export class RealRuns {
  readonly #places = new Map<TransactionRow, BlockRow>();
  readonly #nameOfKey = new Map<string, string>();

  constructor({ blocks, keys }: RunRecord) {
    for (const block of blocks) for (const transaction of block.transactions) this.#places.set(transaction, block);
    for (const key of keys) {
      const id = key.kind === "slot" ? `slot:${key.address}:${key.slot}` : `${key.kind}:${key.address}`;
      this.#nameOfKey.set(id, shown(key.members.map(({ name }) => name).join(", ") || id));
    }
  }

  /**
   * The executions of some transactions; those of real blocks that one test was spread over follow each other, without
   * the time between. Undefined where the record does not know.
   */
  of(rows: readonly TransactionRow[]): PageRun | undefined {
    const positions = new Map(rows.map((row, position) => [row, position]));
    const blocks = new Set(rows.flatMap((row) => this.#places.get(row) ?? []));
    const executions: PageExecution[] = [];
    let threads = 0;
    let from = 0;
    for (const { execution, transactions } of blocks) {
      if (execution === undefined) continue;
      threads = Math.max(threads, execution.threads);
      const own = execution.timeline.filter(({ transaction }) =>
        positions.has(transactions[transaction] as TransactionRow),
      );
      if (own.length === 0) continue;
      const first = own.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
      const last = own.reduce((most, { end }) => Math.max(most, end), 0);
      for (const { worker, transaction, incarnation, start, end, abort } of own) {
        executions.push({
          worker,
          transaction: positions.get(transactions[transaction] as TransactionRow) as number,
          incarnation,
          start: Math.round(from + start - first),
          end: Math.round(from + end - first),
          ...(abort && { aborted: this.#describe(abort) }),
        });
      }
      from += last - first;
    }
    if (executions.length === 0) return undefined;
    executions.sort((a, b) => a.start - b.start || a.worker - b.worker);
    return { blocks: blocks.size, threads, executions };
  }

  #describe({ reason, key }: Abort): string {
    if (key === undefined) return REASONS[reason];
    return `${REASONS[reason]} of ${this.#nameOfKey.get(key) ?? shown(key)}`;
  }
}
