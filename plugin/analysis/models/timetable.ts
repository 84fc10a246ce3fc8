import type { Schedule } from "../schedule.ts";

/** One execution of a transaction on a thread of a model. Gas is the clock. */
export interface ModelledExecution {
  /** From 0. */
  readonly thread: number;
  /** Position in the block. */
  readonly transaction: number;
  readonly start: number;
  readonly end: number;
  /** Its result is thrown away later: the transaction is executed again. */
  aborted: boolean;
}

/** Executions in the order in which they start. */
export type Timetable = readonly ModelledExecution[];

/** One after the other on one thread, from a point in time on. */
export function inLine(transactions: Iterable<number>, gas: ArrayLike<number>, from = 0): ModelledExecution[] {
  let now = from;
  return Array.from(transactions, (transaction) => {
    const start = now;
    now += gas[transaction] as number;
    return { thread: 0, transaction, start, end: now, aborted: false };
  });
}

/**
 * A schedule with names for its threads: each transaction runs on the lowest thread that is free when it starts, so that
 * no more threads take part than the schedule was made for.
 */
export function timetableOf({ start }: Schedule, gas: ArrayLike<number>): ModelledExecution[] {
  const order = Array.from(start, (_, transaction) => transaction);
  const endOf = (transaction: number): number => (start[transaction] as number) + (gas[transaction] as number);
  order.sort((a, b) => (start[a] as number) - (start[b] as number) || endOf(a) - endOf(b) || a - b);
  const freeAt: number[] = [];
  return order.map((transaction) => {
    const begin = start[transaction] as number;
    const free = freeAt.findIndex((time) => time <= begin);
    const thread = free === -1 ? freeAt.length : free;
    const end = endOf(transaction);
    freeAt[thread] = end;
    return { thread, transaction, start: begin, end, aborted: false };
  });
}
