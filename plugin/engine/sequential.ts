import type { ExecutionRecord } from "./access/types.ts";
import type { BlockExecutor, BlockJob } from "./block-executor.ts";
import type { Execution, TransactionExecutor } from "./execution.ts";
import { MAIN } from "./parallel/shared-block.ts";
import { now, Timeline } from "./parallel/timeline.ts";

/** Executes transactions one by one on the committed state: nothing is speculative, nothing is executed twice. */
export class SequentialExecutor implements BlockExecutor {
  readonly #executor: TransactionExecutor;
  readonly #reason: ExecutionRecord["reason"];

  /** @param reason why blocks are executed like this. */
  constructor(executor: TransactionExecutor, reason: ExecutionRecord["reason"]) {
    this.#executor = executor;
    this.#reason = reason;
  }

  async execute(job: BlockJob): Promise<ExecutionRecord> {
    const timeline = new Timeline();
    this.#executor.beginBlock(job.environment, job.blockHash);
    await executeInOrder(this.#executor, job, 0, job.transactions.length, timeline);
    return { mode: "sequential", reason: this.#reason, threads: 1, timeline: timeline.entries };
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {}
}

/**
 * Executes and commits a part of a block, whose lower transactions are committed.
 *
 * @param end the lowest transaction that is not executed any more.
 * @param onExecuted told of each execution before it is committed.
 */
export async function executeInOrder(
  executor: TransactionExecutor,
  job: BlockJob,
  start: number,
  end: number,
  timeline: Timeline,
  onExecuted?: (index: number, execution: Execution) => void,
): Promise<void> {
  for (let index = start; index < end; index++) {
    if (!job.admits(index)) {
      job.commit(index, undefined);
      continue;
    }
    const { tx, sender, impersonated } = job.transactions[index] as BlockJob["transactions"][number];
    const began = now();
    const execution = await executor.execute({ tx, sender, impersonated }, job.state);
    timeline.add(index, { worker: MAIN, start: began, end: now() });
    onExecuted?.(index, execution);
    job.commit(index, execution);
  }
}
