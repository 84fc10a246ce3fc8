import type { TimelineEntry } from "../access/types.ts";
import type { ArenaSet } from "./arena-set.ts";
import type { BlockRun } from "./block-run.ts";
import { ResultLog } from "./result-log.ts";
import { FIRST_RESULT, MAIN, SharedBlock } from "./shared-block.ts";
import type { ThreadCaller } from "./thread-caller.ts";
import type { WorkerThread } from "./worker-thread.ts";

/**
 * Threads that execute a block which the main thread executes alone: for their code to be compiled, on a processor that
 * has nothing else to do, and to learn how fast they are. Nobody looks at their results but for the time that they took.
 */
export class Practice {
  readonly #threads: readonly WorkerThread[];
  readonly #block: SharedBlock;
  readonly #arenaSet: ArenaSet;

  /** They begin where the main thread is. */
  constructor(caller: ThreadCaller, { job, next }: Pick<BlockRun, "job" | "next">, threads: readonly WorkerThread[]) {
    this.#threads = threads;
    this.#block = SharedBlock.create(job.transactions.length, next);
    this.#arenaSet = caller.call(job, this.#block, threads);
  }

  /** @param timeline of the main thread, as far as it has come. */
  end(timeline: readonly TimelineEntry[]): void {
    this.#block.close();
    const log = new ResultLog(this.#arenaSet.arenas, MAIN);
    const own = this.#threads.map(() => 0);
    const mains = this.#threads.map(() => 0);
    for (const { transaction, start, end } of timeline) {
      const pointer = this.#block.pointer(transaction);
      if (pointer < FIRST_RESULT) continue;
      const { timing } = log.open(pointer);
      const thread = timing.worker - 1;
      own[thread] = (own[thread] ?? 0) + timing.end - timing.start;
      mains[thread] = (mains[thread] ?? 0) + end - start;
    }
    this.#arenaSet.close();
    for (const [index, { pace }] of this.#threads.entries()) pace.learnPractice(own[index] ?? 0, mains[index] ?? 0);
  }
}
