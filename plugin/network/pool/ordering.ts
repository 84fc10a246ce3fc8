import TinyQueue from "tinyqueue";
import type { Hex } from "../../engine/access/types.ts";
import { effectiveTip, maximumGasPrice } from "../chain/fees.ts";
import type { PooledTransaction } from "./pool.ts";

/** `fifo`: in order of arrival. `priority`: the best paying first; those that pay the same in order of arrival. */
export type MempoolOrder = "fifo" | "priority";

/**
 * The transactions in the order in which a block takes them: at each step the best of the senders' next ones.
 *
 * A transaction that does not pay the base fee or the minimum price stays in the pool, and so do all of the sender's
 * later ones.
 */
export function orderForBlock(
  bySender: ReadonlyMap<Hex, readonly PooledTransaction[]>,
  order: MempoolOrder,
  baseFee: bigint | undefined,
  minGasPrice: bigint,
): PooledTransaction[] {
  const queues = [...bySender.values()].map((queue) => payingPrefix(queue, baseFee, minGasPrice));
  const heads = new TinyQueue<QueueHead>([], (a, b) => compare(a.head, b.head, order, baseFee));
  for (const queue of queues) {
    const head = queue[0];
    if (head !== undefined) heads.push({ head, queue, position: 0 });
  }
  const ordered: PooledTransaction[] = [];
  for (let entry = heads.pop(); entry !== undefined; entry = heads.pop()) {
    ordered.push(entry.head);
    const position = entry.position + 1;
    const head = entry.queue[position];
    if (head !== undefined) heads.push({ head, queue: entry.queue, position });
  }
  return ordered;
}

interface QueueHead {
  readonly head: PooledTransaction;
  readonly queue: readonly PooledTransaction[];
  readonly position: number;
}

function payingPrefix(
  queue: readonly PooledTransaction[],
  baseFee: bigint | undefined,
  minGasPrice: bigint,
): readonly PooledTransaction[] {
  const least = baseFee !== undefined && baseFee > minGasPrice ? baseFee : minGasPrice;
  const end = queue.findIndex(({ tx }) => maximumGasPrice(tx) < least);
  return end === -1 ? queue : queue.slice(0, end);
}

/** Negative when `a` goes into a block before `b`. */
function compare(a: PooledTransaction, b: PooledTransaction, order: MempoolOrder, baseFee: bigint | undefined): number {
  if (order === "priority") {
    const difference = effectiveTip(a.tx, baseFee) - effectiveTip(b.tx, baseFee);
    if (difference !== 0n) return difference > 0n ? -1 : 1;
  }
  return a.order - b.order;
}
