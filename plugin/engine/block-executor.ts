import type { ExecutionRecord } from "./access/types.ts";
import type { Execution } from "./execution.ts";
import type { SharedTransactions } from "./parallel/shared-transactions.ts";
import type { WorldState } from "./state/world-state.ts";
import type { BlockEnvironment, SendableTransaction } from "./types.ts";

/**
 * The transactions of one block, and the place where their outcomes are committed.
 *
 * The block owns order, gas limit, receipts and the record; an executor owns only the question of who executes which
 * transaction when. That is what lets one block be executed by any executor with the same result.
 */
export interface BlockJob {
  readonly environment: BlockEnvironment;
  readonly transactions: readonly SendableTransaction[];
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /** State after the operations that open the block and after every transaction committed so far. */
  readonly state: WorldState;
  /**
   * Whether the gas left in the block admits the transaction. Meaningful once every lower transaction is committed;
   * an executor may ask it to save the execution of a transaction that has no place.
   */
  admits(index: number): boolean;
  /**
   * Commits one transaction: applies its writes to `state` and keeps its outcome. Called exactly once for each
   * transaction, in order, with an execution whose reads all hold in `state` (see `findStaleRead`); `undefined` only
   * for a transaction that is not admitted.
   *
   * @returns "excluded" when the transaction is left out of the block (no room, or invalid): it changed nothing.
   * @throws InvalidBlockError when a transaction has no place in a block that must not leave any out.
   */
  commit(index: number, execution: Execution | undefined): "applied" | "excluded";
}

/** Executes the transactions of blocks, one block at a time. */
export interface BlockExecutor {
  /**
   * Executes every transaction of the job and commits it, in order. Whatever `commit` throws ends the block: it is
   * rethrown once nothing of the block runs any more.
   */
  execute(job: BlockJob): Promise<ExecutionRecord>;
  /**
   * Begins to recover the senders of signed transactions on other threads. Undefined when none can help, or it is not
   * worth their while.
   */
  recoverSenders?(serialized: readonly Uint8Array[]): SharedTransactions | undefined;
  /** Resolves when the executor has all the threads that it will have: blocks before that may have to do with fewer. */
  ready(): Promise<void>;
  /** Releases threads. Blocks in flight are finished first. */
  close(): Promise<void>;
}
