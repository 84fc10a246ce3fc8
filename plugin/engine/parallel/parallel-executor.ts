import { Hardfork } from "@ethereumjs/common";
import type { ExecutionRecord } from "../access/types.ts";
import type { BlockExecutor, BlockJob } from "../block-executor.ts";
import type { ExecutorOptions, VmTransactionExecutor } from "../executor.ts";
import { SequentialExecutor } from "../sequential.ts";
import { addressToKey } from "../state/keys.ts";
import type { WorldState } from "../state/world-state.ts";
import type { EngineOptions, SendableTransaction } from "../types.ts";
import type { ArenaSet } from "./arena-set.ts";
import { encodeBlockHashes, toPlainEnvironment } from "./block-codec.ts";
import { type BlockPlan, BlockPlanner } from "./block-plan.ts";
import { Coordinator } from "./coordinator.ts";
import { ReplicaFeed } from "./replica-feed.ts";
import { ResultLog } from "./result-log.ts";
import { SenderLane, withExpectedNonce } from "./sender-lane.ts";
import { recoveryOf, type SenderRecovery } from "./sender-recovery.ts";
import { MAIN, SharedBlock } from "./shared-block.ts";
import { acquireSharedPool, releaseSharedPool } from "./shared-pool.ts";
import { SharedTransactions } from "./shared-transactions.ts";
import { ThreadCrew } from "./thread-crew.ts";
import { now, Timeline } from "./timeline.ts";
import { kindOf } from "./transaction-kind.ts";
import type { WorkerPool } from "./worker-pool.ts";
import type { WorkerThread } from "./worker-thread.ts";

export interface ParallelExecutorOptions
  extends ExecutorOptions,
    Pick<EngineOptions, "minParallelTransactions" | "remote"> {
  /** Threads that execute transactions, the main thread included. At least 2. */
  readonly workers: number;
  /** Worker threads of one's own instead of those that the engines of the process share. The owner closes them. */
  readonly pool?: WorkerPool;
  /** Transactions that take less time than this are executed on the main thread; unless set, that is measured. */
  readonly minTransactionMicroseconds?: number;
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
  #feed: { readonly state: WorldState; readonly replicas: ReplicaFeed<WorkerThread> } | undefined;

  /** @param executor the main thread's own. */
  constructor(options: ParallelExecutorOptions, executor: VmTransactionExecutor) {
    this.#options = options;
    this.#executor = executor;
    this.#sequential = new SequentialExecutor(executor, undefined);
    this.#planner = new BlockPlanner(options.minTransactionMicroseconds);
    lastEngine += 1;
    this.#engine = lastEngine;
    this.#pool = options.pool ?? acquireSharedPool();
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
    const kinds = job.transactions.map(kindOf);
    const threads = this.#pool?.free(this.#options.workers - 1) ?? [];
    const reason = this.#reasonAgainst(kinds.length, threads);
    const { minParallelTransactions } = this.#options;
    const plan = reason ? undefined : this.#planner.plan(kinds, threads.length + 1, minParallelTransactions);
    if (plan !== undefined && plan.against === undefined) return this.#executeInParallel(job, kinds, threads, plan);
    const wanted = reason === "unavailable" && this.#wantThreads(kinds);
    const began = now();
    const record = { ...(await this.#sequential.execute(job)), reason: reason ?? plan?.against };
    this.#planner.learnSequential(kinds, record, plan?.work, now() - began);
    if (reason === "unavailable" && !wanted) this.#wantThreads(kinds);
    return record;
  }

  recoverSenders(serialized: readonly Uint8Array[]): SharedTransactions | undefined {
    if (serialized.length < Math.max(2, this.#options.minParallelTransactions)) return undefined;
    const threads = this.#pool?.free(this.#options.workers - 1) ?? [];
    if (threads.length === 0) return undefined;
    const shared = SharedTransactions.unrecovered(serialized);
    for (const thread of threads) {
      thread.post({ kind: "recover", engine: this.#engine, transactions: shared.buffer });
    }
    return shared;
  }

  async close(): Promise<void> {
    this.#feed?.replicas.close();
    this.#pool?.removeEngine(this.#engine);
    if (this.#pool !== this.#options.pool) await releaseSharedPool();
  }

  /** @returns false where nothing is known yet of such transactions: then it is to be called after the block again. */
  #wantThreads(kinds: readonly string[]): boolean {
    const { workers, minParallelTransactions } = this.#options;
    const gain = this.#planner.gain(kinds, workers, minParallelTransactions);
    if (gain !== undefined) this.#pool?.miss(workers - 1, gain);
    return gain !== undefined;
  }

  #reasonAgainst(size: number, threads: readonly WorkerThread[]): ExecutionRecord["reason"] {
    if (size < this.#options.minParallelTransactions || size < 2) return "small";
    // Receipts before Byzantium have the state root after each transaction, which costs more than the transaction.
    if (!this.#executor.common.gteHardfork(Hardfork.Byzantium)) return "hardfork";
    return threads.length === 0 ? "unavailable" : undefined;
  }

  async #executeInParallel(
    job: BlockJob,
    kinds: readonly string[],
    threads: readonly WorkerThread[],
    { adviser, inOrder, patience, work }: BlockPlan,
  ): Promise<ExecutionRecord> {
    const pool = this.#pool as WorkerPool;
    const executor = this.#executor;
    const began = now();
    const timeline = new Timeline();
    const block = SharedBlock.create(job.transactions.length);
    for (const transaction of inOrder) block.leaveToMain(transaction);
    const recovery = recoveryOf(job.transactions);
    const senderOf = (index: number) => addressToKey((job.transactions[index] as SendableTransaction).sender);
    const senders = new SenderLane(senderOf);
    const arenaSet = pool.arenaSet(threads);
    const coordinator = new Coordinator({
      block,
      job,
      timeline,
      adviser,
      patience,
      log: new ResultLog(arenaSet.arenas, MAIN),
      crew: new ThreadCrew(threads, block, pool.stallMilliseconds),
      // Whose sender is still being recovered waits for that.
      prepare: senderOf,
      prepareNext: recovery && (() => recovery.recoverNext()),
      execute: (index, view) => {
        const transaction = job.transactions[index] as SendableTransaction;
        return executor.execute(transaction, senders.isRepeated(index) ? withExpectedNonce(view, transaction) : view);
      },
      executeInOrder: (index, state) => executor.execute(job.transactions[index] as SendableTransaction, state),
    });
    let called: number;
    // Arenas that were never closed would be no block's ever again.
    try {
      this.#callThreads(job, recovery, block, threads, arenaSet);
      executor.beginBlock(job.environment, job.blockHash);
      called = now();
      await coordinator.run();
    } finally {
      block.close();
      arenaSet.close();
    }
    const record = { mode: "parallel" as const, threads: threads.length + 1, timeline: timeline.entries };
    this.#planner.learnParallel(kinds, record, work, now() - began, called - began, coordinator.costs);
    return record;
  }

  #callThreads(
    job: BlockJob,
    recovery: SenderRecovery | undefined,
    block: SharedBlock,
    threads: readonly WorkerThread[],
    arenaSet: ArenaSet,
  ): void {
    const updates = this.#replicasOf(job.state).update(threads);
    const environment = toPlainEnvironment(job.environment);
    const blockHashes = encodeBlockHashes(job.environment.number, job.blockHash);
    const transactions = (recovery?.shared ?? SharedTransactions.of(job.transactions)).buffer;
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
  }

  #replicasOf(state: WorldState): ReplicaFeed<WorkerThread> {
    if (this.#feed?.state !== state) {
      this.#feed?.replicas.close();
      this.#feed = { state, replicas: new ReplicaFeed<WorkerThread>(state) };
    }
    return this.#feed.replicas;
  }
}
