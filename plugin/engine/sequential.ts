import type { ExecutionRecord, TimelineEntry } from "./access/types.ts";
import type { BlockExecutor, BlockJob } from "./block-executor.ts";
import type { TransactionExecutor } from "./execution.ts";

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
    const timeline: TimelineEntry[] = [];
    const began = performance.now();
    const now = () => Math.round((performance.now() - began) * 1000);
    this.#executor.beginBlock(job.environment, job.blockHash);
    for (const [index, transaction] of job.transactions.entries()) {
      if (!job.admits(index)) {
        job.commit(index, undefined);
        continue;
      }
      const { tx, sender, impersonated } = transaction;
      const start = now();
      const execution = await this.#executor.execute({ tx, sender, impersonated }, job.state);
      timeline.push({ worker: 0, transaction: index, incarnation: 0, start, end: now() });
      job.commit(index, execution);
    }
    return { mode: "sequential", reason: this.#reason, threads: 1, timeline };
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {}
}
