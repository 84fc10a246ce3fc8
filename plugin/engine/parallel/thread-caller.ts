import type { BlockJob } from "../block-executor.ts";
import type { WorldState } from "../state/world-state.ts";
import type { ArenaSet } from "./arena-set.ts";
import { encodeBlockHashes, toPlainEnvironment } from "./block-codec.ts";
import { ReplicaFeed } from "./replica-feed.ts";
import { recoveryOf } from "./sender-recovery.ts";
import type { SharedBlock } from "./shared-block.ts";
import { SharedTransactions } from "./shared-transactions.ts";
import type { WorkerPool } from "./worker-pool.ts";
import type { WorkerThread } from "./worker-thread.ts";

/** Tells worker threads of the blocks of one engine, with what their copies of its state lack. */
export class ThreadCaller {
  readonly #pool: WorkerPool;
  readonly #engine: number;
  #feed: { readonly state: WorldState; readonly replicas: ReplicaFeed<WorkerThread> } | undefined;

  /** @param engine what the threads know the engine by. */
  constructor(pool: WorkerPool, engine: number) {
    this.#pool = pool;
    this.#engine = engine;
  }

  /**
   * Has the threads take part in a block from its state now on: the thread at n is peer n + 1.
   *
   * @param practice see `BlockMessage`.
   * @returns the memory for their results, to be closed at the end of the block.
   */
  call(job: BlockJob, block: SharedBlock, threads: readonly WorkerThread[], practice?: number): ArenaSet {
    const arenaSet = this.#pool.arenaSet(threads);
    try {
      this.#post(job, block, threads, arenaSet, practice);
    } catch (error) {
      // Arenas that were never closed would be no block's ever again.
      arenaSet.close();
      throw error;
    }
    return arenaSet;
  }

  /** Number of keys of the state that these threads have to be told for a block: what calling them takes depends on it. */
  lag(state: WorldState, threads: readonly WorkerThread[]): number {
    return this.#feed?.state === state ? this.#feed.replicas.lag(threads) : state.size;
  }

  close(): void {
    this.#feed?.replicas.close();
  }

  #post(
    job: BlockJob,
    block: SharedBlock,
    threads: readonly WorkerThread[],
    arenaSet: ArenaSet,
    practice: number | undefined,
  ): void {
    const updates = this.#replicasOf(job.state).update(threads);
    const environment = toPlainEnvironment(job.environment);
    const blockHashes = encodeBlockHashes(job.environment.number, job.blockHash);
    const shared = recoveryOf(job.transactions)?.shared ?? SharedTransactions.of(job.transactions);
    for (const [index, thread] of threads.entries()) {
      const { changes = [], afresh = false } = updates[index] ?? {};
      thread.post({
        kind: "block",
        engine: this.#engine,
        changes,
        afresh,
        environment,
        blockHashes,
        transactions: shared.buffer,
        block: block.buffer,
        lease: arenaSet.lease(index + 1),
        practice,
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
