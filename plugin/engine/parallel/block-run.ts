import type { BlockJob } from "../block-executor.ts";
import type { TransactionExecutor } from "../execution.ts";
import { executeInOrder } from "../sequential.ts";
import type { BlockPlanner } from "./block-plan.ts";
import type { BlockAdviser } from "./predictor.ts";
import { RecentWrites } from "./recent-writes.ts";
import { recoveryOf, type SenderRecovery } from "./sender-recovery.ts";
import { now, Timeline } from "./timeline.ts";
import { kindOf } from "./transaction-kind.ts";

/** So many transactions for each thread may be being executed when one of them is: what conflicts is that close. */
const REACH = 2;

/** One block on the main thread, executed in order as far as it has come; what that shows is learnt. */
export class BlockRun {
  readonly job: BlockJob;
  readonly kinds: readonly string[];
  readonly adviser: BlockAdviser;
  /** Undefined where the senders are known. */
  readonly recovery: SenderRecovery | undefined;
  readonly timeline = new Timeline();
  readonly began = now();
  readonly #planner: BlockPlanner;
  readonly #executor: TransactionExecutor;
  readonly #recent: RecentWrites;
  #next = 0;

  /** @param threads that could take part, the main thread included. */
  constructor(job: BlockJob, planner: BlockPlanner, executor: TransactionExecutor, threads: number) {
    this.job = job;
    this.kinds = job.transactions.map(kindOf);
    this.recovery = recoveryOf(job.transactions);
    this.adviser = planner.adviserOf(this.kinds);
    this.#planner = planner;
    this.#executor = executor;
    this.#recent = new RecentWrites(REACH * threads);
  }

  /** Number of transactions whose senders all threads recover. */
  get unrecovered(): number {
    return this.recovery?.shared.size ?? 0;
  }

  /** The lowest transaction that is not executed. */
  get next(): number {
    return this.#next;
  }

  /** Executes and commits all transactions below `end`. */
  async executeUpTo(end = this.kinds.length): Promise<void> {
    const { job, timeline } = this;
    const known = timeline.entries.length;
    if (this.#next === 0) this.#executor.beginBlock(job.environment, job.blockHash);
    await executeInOrder(this.#executor, job, this.#next, end, timeline, (index, execution) => {
      this.adviser.executed(index, this.#recent.add(execution));
    });
    this.#next = end;
    this.#planner.learnTimes(this.kinds, timeline.entries.slice(known));
  }
}
