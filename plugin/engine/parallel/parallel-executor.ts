import { Hardfork } from "@ethereumjs/common";
import type { ExecutionRecord } from "../access/types.ts";
import type { BlockExecutor, BlockJob } from "../block-executor.ts";
import type { ExecutorOptions, VmTransactionExecutor } from "../executor.ts";
import { SequentialExecutor } from "../sequential.ts";
import type { WorldState } from "../state/world-state.ts";
import type { EngineOptions, SendableTransaction } from "../types.ts";
import type { ArenaSet } from "./arena-set.ts";
import { encodeBlockHashes, encodeTransactions, toPlainEnvironment } from "./block-codec.ts";
import { Coordinator } from "./coordinator.ts";
import { CostModel } from "./cost-model.ts";
import { type BlockAdviser, ConflictPredictor } from "./predictor.ts";
import { ReplicaFeed } from "./replica-feed.ts";
import { ResultLog } from "./result-log.ts";
import { repeatedSenders, withExpectedNonce } from "./sender-lane.ts";
import { MAIN, SharedBlock } from "./shared-block.ts";
import { acquireSharedPool, releaseSharedPool } from "./shared-pool.ts";
import { ThreadCrew } from "./thread-crew.ts";
import { Timeline } from "./timeline.ts";
import { kindOf } from "./transaction-kind.ts";
import type { WorkerPool } from "./worker-pool.ts";
import type { WorkerThread } from "./worker-thread.ts";

export interface ParallelExecutorOptions extends ExecutorOptions, Pick<EngineOptions, "minParallelTransactions"> {
  /** Threads that execute transactions, the main thread included. At least 2. */
  readonly workers: number;
  /** Worker threads of one's own instead of those that the engines of the process share. The owner closes them. */
  readonly pool?: WorkerPool;
  /** Blocks whose transactions take less time than this on average are executed on the main thread. */
  readonly minTransactionMicroseconds?: number;
}

/** Where two threads began to be slower than one in measurements. */
const DEFAULT_MIN_TRANSACTION_MICROSECONDS = 100;

let lastEngine = 0;

/**
 * Executes blocks optimistically in parallel on worker threads, in preset order (Block-STM, Gelashvili et al.,
 * PPoPP'23). The result is that of `SequentialExecutor`, see `Coordinator`.
 *
 * Threads are started in the background; blocks that come before they are ready, or that are too small to gain, are
 * executed on the main thread.
 */
export class ParallelExecutor implements BlockExecutor {
  readonly #options: ParallelExecutorOptions;
  readonly #executor: VmTransactionExecutor;
  readonly #sequential: SequentialExecutor;
  readonly #pool: WorkerPool | undefined;
  readonly #engine: number;
  readonly #predictor = new ConflictPredictor();
  readonly #costs = new CostModel();
  #feed: { readonly state: WorldState; readonly replicas: ReplicaFeed<WorkerThread> } | undefined;

  /** @param executor the main thread's own. */
  constructor(options: ParallelExecutorOptions, executor: VmTransactionExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.#sequential = new SequentialExecutor(executor, undefined);
    lastEngine += 1;
    this.#engine = lastEngine;
    this.#pool = options.pool ?? acquireSharedPool();
    const { chainId, hardfork, allowUnlimitedContractSize, transactionGasCap, recordAccesses, levers } = options;
    this.#pool?.addEngine(this.#engine, {
      chainId,
      hardfork,
      allowUnlimitedContractSize,
      transactionGasCap,
      recordAccesses,
      levers,
    });
    this.#pool?.grow(options.workers - 1);
  }

  async ready(): Promise<void> {
    await this.#pool?.settled();
  }

  async execute(job: BlockJob): Promise<ExecutionRecord> {
    const kinds = job.transactions.map(kindOf);
    const adviser = this.#predictor.forBlock(kinds);
    const threads = this.#pool?.free(this.#options.workers - 1) ?? [];
    const reason = this.#reasonAgainst(kinds, threads, adviser);
    const record =
      reason === undefined
        ? await this.#executeInParallel(job, threads, adviser)
        : { ...(await this.#sequential.execute(job)), reason };
    this.#costs.learn(kinds, record.timeline);
    return record;
  }

  async close(): Promise<void> {
    this.#feed?.replicas.close();
    this.#pool?.removeEngine(this.#engine);
    if (this.#pool !== this.#options.pool) await releaseSharedPool();
  }

  #reasonAgainst(
    kinds: readonly string[],
    threads: readonly WorkerThread[],
    adviser: BlockAdviser,
  ): ExecutionRecord["reason"] {
    const { minParallelTransactions, minTransactionMicroseconds = DEFAULT_MIN_TRANSACTION_MICROSECONDS } =
      this.#options;
    if (kinds.length < minParallelTransactions || kinds.length < 2) return "small";
    // Receipts before Byzantium have the state root after each transaction, which costs more than the transaction.
    if (!this.#executor.common.gteHardfork(Hardfork.Byzantium)) return "hardfork";
    if (threads.length === 0) return "unavailable";
    if (kinds.length - adviser.inOrder.length < minParallelTransactions) return "unprofitable";
    const cost = this.#costs.estimate(kinds);
    return cost !== undefined && cost < minTransactionMicroseconds ? "unprofitable" : undefined;
  }

  async #executeInParallel(
    job: BlockJob,
    threads: readonly WorkerThread[],
    adviser: BlockAdviser,
  ): Promise<ExecutionRecord> {
    const pool = this.#pool as WorkerPool;
    const executor = this.#executor;
    const timeline = new Timeline();
    const block = SharedBlock.create(job.transactions.length);
    for (const transaction of adviser.inOrder) block.leaveToMain(transaction);
    const arenaSet = this.#callThreads(job, block, threads, pool);
    executor.beginBlock(job.environment, job.blockHash);
    const repeated = repeatedSenders(job.transactions);
    const coordinator = new Coordinator({
      block,
      job,
      timeline,
      adviser,
      log: new ResultLog(arenaSet.arenas, MAIN),
      crew: new ThreadCrew(threads, block, pool.stallMilliseconds),
      execute: (index, view) => {
        const transaction = job.transactions[index] as SendableTransaction;
        return executor.execute(transaction, repeated[index] ? withExpectedNonce(view, transaction) : view);
      },
      executeInOrder: (index, state) => executor.execute(job.transactions[index] as SendableTransaction, state),
    });
    try {
      await coordinator.run();
    } finally {
      block.close();
      arenaSet.close();
    }
    return { mode: "parallel", threads: threads.length + 1, timeline: timeline.entries };
  }

  #callThreads(job: BlockJob, block: SharedBlock, threads: readonly WorkerThread[], pool: WorkerPool): ArenaSet {
    const arenaSet = pool.arenaSet(threads);
    const updates = this.#replicasOf(job.state).update(threads);
    const environment = toPlainEnvironment(job.environment);
    const blockHashes = encodeBlockHashes(job.environment.number, job.blockHash);
    const transactions = encodeTransactions(job.transactions);
    for (const [index, thread] of threads.entries()) {
      const { changes = [], afresh = false } = updates[index] ?? {};
      thread.post({
        kind: "block",
        engine: this.#engine,
        changes,
        afresh,
        environment,
        blockHashes,
        transactions,
        block: block.buffer,
        lease: arenaSet.lease(index + 1),
      });
    }
    return arenaSet;
  }

  #replicasOf(state: WorldState): ReplicaFeed<WorkerThread> {
    if (this.#feed?.state !== state) {
      this.#feed?.replicas.close();
      this.#feed = { state, replicas: new ReplicaFeed<WorkerThread>(state) };
    }
    return this.#feed.replicas;
  }
}
