import { Hardfork } from "@ethereumjs/common";
import type { ExecutionRecord } from "../access/types.ts";
import type { BlockExecutor, BlockJob } from "../block-executor.ts";
import type { ExecutorOptions, VmTransactionExecutor } from "../executor.ts";
import { SequentialExecutor } from "../sequential.ts";
import { addressToKey } from "../state/keys.ts";
import type { EngineOptions, SendableTransaction } from "../types.ts";
import { BlockBudget } from "./block-budget.ts";
import { type BlockPlan, BlockPlanner } from "./block-plan.ts";
import { BlockRun } from "./block-run.ts";
import { Coordinator } from "./coordinator.ts";
import { Practice } from "./practice.ts";
import { ResultLog } from "./result-log.ts";
import { SenderLane, withExpectedNonce } from "./sender-lane.ts";
import { MAIN, SharedBlock } from "./shared-block.ts";
import { acquireSharedPool, releaseSharedPool } from "./shared-pool.ts";
import { SharedTransactions } from "./shared-transactions.ts";
import { ThreadCaller } from "./thread-caller.ts";
import { ThreadCrew } from "./thread-crew.ts";
import { learnPaces } from "./thread-pace.ts";
import { now } from "./timeline.ts";
import { kindOf } from "./transaction-kind.ts";
import type { WorkerPool } from "./worker-pool.ts";
import type { WorkerThread } from "./worker-thread.ts";

/** Of a block of which too little is known: when so much of it is executed, the rest is planned. */
const LOOKS = [1 / 8, 1 / 4, 1 / 2];

export interface ParallelExecutorOptions
  extends ExecutorOptions,
    Pick<EngineOptions, "minParallelTransactions" | "minTransactionMicroseconds" | "remote"> {
  /** Threads that execute transactions, the main thread included. At least 2. */
  readonly workers: number;
  /** Worker threads of one's own instead of those that the engines of the process share. The owner closes them. */
  readonly pool?: WorkerPool;
}

let lastEngine = 0;

/**
 * Executes blocks optimistically in parallel on worker threads, in preset order (Block-STM, Gelashvili et al.,
 * PPoPP'23). The result is that of `SequentialExecutor`, see `Coordinator`.
 *
 * Threads are started in the background once there were blocks that would have gained from them. Blocks that come before
 * they are ready, or that are too small to gain, are executed on the main thread.
 */
export class ParallelExecutor implements BlockExecutor {
  readonly #options: ParallelExecutorOptions;
  readonly #executor: VmTransactionExecutor;
  readonly #sequential: SequentialExecutor;
  readonly #pool: WorkerPool | undefined;
  readonly #engine: number;
  readonly #planner: BlockPlanner;
  readonly #caller: ThreadCaller | undefined;
  #practice: Practice | undefined;

  /** @param executor the main thread's own. */
  constructor(options: ParallelExecutorOptions, executor: VmTransactionExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.#sequential = new SequentialExecutor(executor, undefined);
    lastEngine += 1;
    this.#engine = lastEngine;
    this.#pool = options.pool ?? acquireSharedPool();
    this.#planner = new BlockPlanner(options.minTransactionMicroseconds, this.#pool?.costs);
    this.#caller = this.#pool && new ThreadCaller(this.#pool, this.#engine);
    const { chainId, hardfork, allowUnlimitedContractSize, transactionGasCap } = options;
    const { contractSenders, recordAccesses, levers } = options;
    this.#pool?.addEngine(this.#engine, {
      chainId,
      hardfork,
      allowUnlimitedContractSize,
      transactionGasCap,
      contractSenders,
      recordAccesses,
      levers,
      forked: options.remote !== undefined,
    });
  }

  async ready(): Promise<void> {
    this.#pool?.grow(this.#options.workers - 1);
    await this.#pool?.settled();
  }

  async execute(job: BlockJob): Promise<ExecutionRecord> {
    const threads = this.#freeThreads();
    const reason = this.#reasonAgainst(job.transactions.length, threads);
    if (reason === "small" || reason === "hardfork" || !this.#mayCallThreads) {
      return this.#executeUnplanned(job, reason);
    }
    const run = new BlockRun(job, this.#planner, this.#executor, this.#options.workers);
    if (reason === "unavailable") return this.#executeWithout(run);
    let plan = this.#plan(run, threads);
    for (const share of LOOKS) {
      if (isSettled(plan, run)) break;
      await run.executeUpTo(Math.ceil(share * run.kinds.length));
      plan = this.#plan(run, threads);
    }
    return plan.by === "several" ? this.#executeInParallel(run, threads, plan) : this.#executeAlone(run, threads, plan);
  }

  recoverSenders(serialized: readonly Uint8Array[]): SharedTransactions | undefined {
    if (serialized.length < Math.max(2, this.#options.minParallelTransactions)) return undefined;
    if (!this.#mayCallThreads) return undefined;
    const threads = this.#freeThreads();
    if (threads.length === 0) {
      if (this.#practice !== undefined) this.#planner.missRecovery(serialized.length);
      return undefined;
    }
    const shared = SharedTransactions.unrecovered(serialized);
    for (const thread of threads) {
      thread.post({ kind: "recover", engine: this.#engine, transactions: shared.buffer });
    }
    return shared;
  }

  async close(): Promise<void> {
    this.#endPractice();
    this.#caller?.close();
    this.#pool?.removeEngine(this.#engine);
    if (this.#pool !== this.#options.pool) await releaseSharedPool();
  }

  /** Other threads are started and called once the main thread is steady, see `MainPace`. */
  get #mayCallThreads(): boolean {
    return this.#planner.isFixed || this.#pool?.mainPace.isSteady === true;
  }

  /** Those that take part in nothing. What ended is learnt from before they are told of anything else. */
  #freeThreads(): readonly WorkerThread[] {
    if (this.#practice?.isOver === true) this.#endPractice();
    return this.#pool?.free(this.#options.workers - 1) ?? [];
  }

  #reasonAgainst(size: number, threads: readonly WorkerThread[]): ExecutionRecord["reason"] {
    if (size < this.#options.minParallelTransactions || size < 2) return "small";
    // Receipts before Byzantium have the state root after each transaction, which costs more than the transaction.
    if (!this.#executor.common.gteHardfork(Hardfork.Byzantium)) return "hardfork";
    return threads.length === 0 ? "unavailable" : undefined;
  }

  #plan(run: BlockRun, threads: readonly WorkerThread[]): BlockPlan {
    const { job, kinds, adviser, unrecovered, timeline, next } = run;
    const rate = threads.reduce((sum, { pace }) => sum + pace.rate, 0);
    const least = this.#options.minParallelTransactions;
    const lag = this.#caller?.lag(job.state, threads);
    return this.#planner.plan({
      kinds,
      adviser,
      rate,
      least,
      lag,
      unrecovered,
      executed: timeline.entries,
      first: next,
    });
  }

  /** There is nothing to be planned, so that nobody asks what conflicts; the times are learnt all the same. */
  async #executeUnplanned(job: BlockJob, reason: ExecutionRecord["reason"] = "unprofitable"): Promise<ExecutionRecord> {
    const record = await this.#sequential.execute(job);
    const kinds = job.transactions.map(kindOf);
    this.#planner.learnTimes(kinds, record.timeline);
    if (reason !== "small") this.#pool?.mainPace.learn(kinds, record.timeline);
    return { ...record, reason };
  }

  /** There are no threads: those that would have been worth it are started. */
  async #executeWithout(run: BlockRun): Promise<ExecutionRecord> {
    const wanted = this.#wantThreads(run);
    await run.executeUpTo();
    if (!wanted) this.#wantThreads(run);
    this.#learnSequential(run);
    return sequentialRecord(run, "unavailable");
  }

  /** @returns false where nothing is known yet of such transactions: then it is to be called after the block again. */
  #wantThreads({ kinds, adviser }: BlockRun): boolean {
    const { workers, minParallelTransactions } = this.#options;
    const gain = this.#planner.gain(kinds, adviser, workers, minParallelTransactions);
    if (gain !== undefined) this.#pool?.miss(workers - 1, gain);
    return gain !== undefined;
  }

  /** What is left of a block, while threads that are not fast enough practise. */
  async #executeAlone(run: BlockRun, threads: readonly WorkerThread[], plan: BlockPlan): Promise<ExecutionRecord> {
    this.#practise(run, beginnersOf(threads, plan), plan);
    await run.executeUpTo();
    this.#learnRecovery(run);
    this.#learnSequential(run);
    return sequentialRecord(run, "unprofitable");
  }

  #practise(run: BlockRun, beginners: readonly WorkerThread[], { work }: BlockPlan): void {
    const caller = this.#caller;
    const threads = beginners.filter(({ pace }) => pace.admitsPractice());
    if (caller === undefined || threads.length === 0) return;
    const lag = caller.lag(run.job.state, threads);
    if (!this.#planner.affordsPractice(work, lag, run.unrecovered)) return;
    this.#endPractice();
    const began = now();
    this.#practice = new Practice(caller, run, threads, work);
    this.#planner.learnCall(now() - began, lag);
  }

  #endPractice(): void {
    this.#practice?.end();
    this.#practice = undefined;
  }

  #learnRecovery({ recovery, unrecovered }: BlockRun): void {
    const saved = recovery?.saved;
    if (saved !== undefined) this.#planner.learnRecovery(saved, unrecovered);
  }

  #learnSequential({ kinds, adviser, began }: BlockRun): void {
    const least = this.#options.minParallelTransactions;
    this.#planner.learnSequential({ kinds, adviser, least }, now() - began);
  }

  /** What is left of a block. */
  async #executeInParallel(
    run: BlockRun,
    free: readonly WorkerThread[],
    { inOrder, work }: BlockPlan,
  ): Promise<ExecutionRecord> {
    const threads = this.#planner.isFixed ? free : free.filter(({ pace }) => pace.slowness !== undefined);
    const { job, kinds, recovery, timeline, adviser, next } = run;
    const executor = this.#executor;
    const planner = this.#planner;
    const began = now();
    const block = SharedBlock.create(job.transactions.length, next);
    for (const transaction of inOrder) block.leaveToMain(transaction);
    const caller = this.#caller as ThreadCaller;
    const lag = caller.lag(job.state, threads);
    const arenaSet = caller.call(job, block, threads);
    const called = now();
    const senderOf = (index: number) => addressToKey((job.transactions[index] as SendableTransaction).sender);
    const senders = new SenderLane(senderOf);
    const mainTime = (transaction: number) => planner.mainTime(kinds[transaction] as string);
    const slowness = (worker: number) => threads[worker - 1]?.pace.slowness ?? 1;
    const known = timeline.entries.length;
    const coordinator = new Coordinator({
      block,
      job,
      timeline,
      adviser,
      budget: planner.isFixed ? undefined : new BlockBudget({ work, mainTime, slowness }),
      log: new ResultLog(arenaSet.arenas, MAIN),
      crew: new ThreadCrew(threads, block, (this.#pool as WorkerPool).stallMilliseconds),
      // Whose sender is still being recovered waits for that.
      prepare: senderOf,
      prepareNext: recovery && (() => recovery.recoverNext()),
      execute: (index, view) => {
        const transaction = job.transactions[index] as SendableTransaction;
        return executor.execute(transaction, senders.isRepeated(index) ? withExpectedNonce(view, transaction) : view);
      },
      executeInOrder: (index, state) => executor.execute(job.transactions[index] as SendableTransaction, state),
    });
    try {
      if (next === 0) executor.beginBlock(job.environment, job.blockHash);
      await coordinator.run();
    } finally {
      block.close();
      arenaSet.close();
    }
    const entries = timeline.entries.slice(known);
    const whole = next === 0 ? now() - began : undefined;
    const { costs } = coordinator;
    this.#learnRecovery(run);
    planner.learnParallel({ kinds, entries, slowness, work, whole, call: called - began, lag, costs });
    learnPaces(threads, entries, mainTime);
    return { mode: "parallel", threads: threads.length + 1, timeline: timeline.entries };
  }
}

/** Whether to execute more of the block in order would not change the plan, as far as can be told. */
function isSettled({ by, gain }: BlockPlan, { next }: BlockRun): boolean {
  if (by === "undecided") return false;
  return by === "several" || gain !== "never" || next === 0;
}

/** Threads that had better practise: those that are too slow, or of which nothing is known. */
function beginnersOf(threads: readonly WorkerThread[], { by, gain }: BlockPlan): WorkerThread[] {
  if (gain === "never" || by === "undecided") return [];
  return threads.filter(({ pace }) => gain === "later" || pace.slowness === undefined);
}

function sequentialRecord({ timeline }: BlockRun, reason: ExecutionRecord["reason"]): ExecutionRecord {
  return { mode: "sequential", reason, threads: 1, timeline: timeline.entries };
}
