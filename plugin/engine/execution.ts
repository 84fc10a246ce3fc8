import type { Log } from "@ethereumjs/evm";
import type { Accesses } from "./access/types.ts";
import type { ReadSet, StateView, WriteSet } from "./state/types.ts";
import type { BlockEnvironment, SendableTransaction } from "./types.ts";

/** A transaction that ran, successfully or not. Block-level figures (position, cumulative gas, receipt) come at commit. */
export interface ExecutedTransaction {
  readonly kind: "executed";
  readonly succeeded: boolean;
  /** Gas the sender paid for, after refunds. */
  readonly gasUsed: bigint;
  /** Gas that counts towards the block's limit (differs from `gasUsed` only under EIP-7778). */
  readonly blockGasUsed: bigint;
  readonly blobGasUsed: bigint;
  readonly returnValue: Uint8Array;
  /** Name of the exception in `@ethereumjs/evm`, absent on success. */
  readonly exception?: string;
  readonly logs: readonly Log[];
  /** The bloom filter of the logs, 256 bytes, where it is known already. */
  readonly bloom?: Uint8Array;
  /** The end of the receipt, see `encodeReceiptTail`, where it is encoded already. */
  readonly receiptTail?: Uint8Array;
  /** 20 bytes. */
  readonly createdAddress?: Uint8Array;
  readonly consoleInputs: readonly Uint8Array[];
  readonly coverageInputs: readonly Uint8Array[];
  /**
   * Writes out what it read and wrote, exactly but for what only the committed state can tell, see `completeRecord`: anew
   * each time, as most are never looked at.
   */
  readonly accesses: () => Accesses;
}

/** A transaction that the state it was executed on does not allow (nonce, funds, ...). It changes nothing. */
export interface InvalidTransaction {
  readonly kind: "invalid";
  readonly reason: "nonce" | "funds" | "invalid";
  readonly message: string;
}

/** One incarnation: what it depended on, what it would change, what came out. */
export interface Execution {
  readonly reads: ReadSet;
  readonly writes: WriteSet;
  readonly outcome: ExecutedTransaction | InvalidTransaction;
  /** An operation showed something of the block. Not known of what another thread executed. */
  readonly lookedAtBlock?: boolean;
}

/**
 * Executes single transactions on any view of the state. One per thread; not re-entrant.
 *
 * An execution is a pure function of the environment, the transaction and the values in `reads`: whoever finds those
 * values unchanged may commit `writes` without executing again.
 */
export interface TransactionExecutor {
  /** Sets the block that the following executions belong to. */
  beginBlock(environment: BlockEnvironment, blockHash: (number: bigint) => Uint8Array | undefined): void;
  execute(transaction: SendableTransaction, view: StateView): Promise<Execution>;
}
