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
  const heap = new Heap((a, b) => isBefore(a.head, b.head, order, baseFee));
  for (const queue of queues) {
    const head = queue[0];
    if (head !== undefined) heap.push({ head, queue, position: 0 });
  }
  const ordered: PooledTransaction[] = [];
  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
    ordered.push(entry.head);
    const position = entry.position + 1;
    const head = entry.queue[position];
    if (head !== undefined) heap.push({ head, queue: entry.queue, position });
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

function isBefore(a: PooledTransaction, b: PooledTransaction, order: MempoolOrder, baseFee: bigint | undefined) {
  if (order === "priority") {
    const difference = effectiveTip(a.tx, baseFee) - effectiveTip(b.tx, baseFee);
    if (difference !== 0n) return difference > 0n;
  }
  return a.order < b.order;
}

/** A binary heap: a block may take thousands of transactions from thousands of senders. */
class Heap {
  readonly #items: QueueHead[] = [];
  readonly #isBefore: (a: QueueHead, b: QueueHead) => boolean;

  constructor(before: (a: QueueHead, b: QueueHead) => boolean) {
    this.#isBefore = before;
  }

  push(item: QueueHead): void {
    const items = this.#items;
    let position = items.push(item) - 1;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !this.#isBefore(item, above)) break;
      items[position] = above;
      position = parent;
    }
    items[position] = item;
  }

  pop(): QueueHead | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let position = 0;
    for (;;) {
      let child = 2 * position + 1;
      let below = items[child];
      const right = items[child + 1];
      if (below !== undefined && right !== undefined && this.#isBefore(right, below)) {
        child++;
        below = right;
      }
      if (below === undefined || !this.#isBefore(below, last)) break;
      items[position] = below;
      position = child;
    }
    items[position] = last;
    return top;
  }
}
