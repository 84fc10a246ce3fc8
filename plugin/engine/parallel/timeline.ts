import type { Abort, TimelineEntry } from "../access/types.ts";
import type { ExecutionTiming } from "./result-log.ts";

/** Microseconds of the machine's monotonic clock: comparable between threads, unlike `performance.now()`. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

/** The executions of one block as they really ran, in the order in which main learnt of them. */
export class Timeline {
  readonly #origin = now();
  readonly #entries: TimelineEntry[] = [];
  readonly #incarnations = new Map<number, number>();

  /** Adds an execution; `abort` says why it is not the committed one. */
  add(transaction: number, timing: ExecutionTiming, abort?: Abort): void {
    const incarnation = this.#incarnations.get(transaction) ?? 0;
    this.#incarnations.set(transaction, incarnation + 1);
    const { worker } = timing;
    const start = Math.max(0, Math.round(timing.start - this.#origin));
    const end = Math.max(start, Math.round(timing.end - this.#origin));
    this.#entries.push({ worker, transaction, incarnation, start, end, ...(abort === undefined ? {} : { abort }) });
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries;
  }
}
