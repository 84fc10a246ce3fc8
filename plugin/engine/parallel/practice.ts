import type { TimelineEntry } from "../access/types.ts";
import type { ArenaSet } from "./arena-set.ts";
import type { BlockRun } from "./block-run.ts";
import { ResultLog } from "./result-log.ts";
import { FIRST_RESULT, MAIN, SharedBlock } from "./shared-block.ts";
import type { ThreadCaller } from "./thread-caller.ts";
import { now } from "./timeline.ts";
import type { WorkerThread } from "./worker-thread.ts";

/** Threads that take more than so many times as long as the main thread have practised enough on that block. */
const LONGEST = 100;

/**
 * Threads that execute a block which the main thread executes alone: for their code to be compiled, on a processor that
 * has nothing else to do, and to learn how fast they are. Nobody looks at their results but for the time that they
 * took, and nobody waits: they go on when the main thread is done, and take part in no other block meanwhile.
 */
export class Practice {
  readonly #threads: readonly WorkerThread[];
  readonly #block: SharedBlock;
  readonly #arenaSet: ArenaSet;
  readonly #run: Pick<BlockRun, "timeline">;
  readonly #began = now();
  #mainTime: number | undefined;

  /**
   * They begin where the main thread is.
   *
   * @param work microseconds that the rest of the block is expected to take it.
   */
  constructor(caller: ThreadCaller, run: BlockRun, threads: readonly WorkerThread[], work: number) {
    this.#threads = threads;
    this.#run = run;
    this.#block = SharedBlock.create(run.job.transactions.length, run.next);
    this.#arenaSet = caller.call(run.job, this.#block, threads, work);
  }

  /** The threads are done with the block, or had better be; asked after the main thread was. */
  get isOver(): boolean {
    this.#mainTime ??= timeOf(this.#run.timeline.entries);
    if (now() - this.#began > LONGEST * this.#mainTime) return true;
    return this.#threads.every(({ isLost, backlog }) => isLost || backlog === 0);
  }

  /** Has whoever is still at it leave, and learns from what they did. */
  end(): void {
    this.#block.close();
    const log = new ResultLog(this.#arenaSet.arenas, MAIN);
    const own = this.#threads.map(() => 0);
    const mains = this.#threads.map(() => 0);
    for (const { transaction, start, end } of this.#run.timeline.entries) {
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

function timeOf(entries: readonly TimelineEntry[]): number {
  return entries.reduce((sum, { start, end }) => sum + end - start, 0);
}
