import type { TransactionRecord } from "../access/types.ts";
import type { StateView } from "../state/types.ts";
import type { BlockEnvironment, SendableTransaction } from "../types.ts";

/** A transaction as it was executed, and the state that it was executed on. */
export interface ExecutedOn {
  readonly transaction: SendableTransaction;
  readonly environment: BlockEnvironment;
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /** The state just before the transaction. */
  readonly view: StateView;
  readonly record: Pick<TransactionRecord, "succeeded" | "gasUsed">;
}
