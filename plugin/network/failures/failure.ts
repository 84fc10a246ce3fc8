import type { Hex } from "../../engine/access/types.ts";
import type { BlockEnvironment, PrestateAccount } from "../../engine/types.ts";

/** A message that was executed (a transaction, an `eth_call` or an estimation), whole enough to be executed again elsewhere. */
export interface ExecutedMessage {
  readonly from: Hex;
  /** Absent for creations. */
  readonly to?: Hex;
  readonly data: Hex;
  readonly value: bigint;
  readonly gasLimit: bigint;
  /** What GASPRICE gave; zero when absent. */
  readonly gasPrice?: bigint;
  /** EIP-2930, as JSON-RPC writes it. */
  readonly accessList?: unknown;
  /** EIP-7702, as JSON-RPC writes it. */
  readonly authorizationList?: unknown;
  /** Block it ran in, or would have run in. */
  readonly environment: BlockEnvironment;
  /** As in `CallResult`; it may have where that is not known. */
  readonly lookedAtBlock?: boolean | undefined;
  /** State from before the message, of everything it looked up (sender included). Keys are lower-case hex addresses. */
  readonly prestate: ReadonlyMap<string, PrestateAccount>;
  /** The messages it logged to the console: the very objects that were handed out to be printed. */
  readonly consoleInputs: readonly Uint8Array[];
}

/** A message that failed. */
export interface Failure extends ExecutedMessage {
  /** Name of the exception in `@ethereumjs/evm`. */
  readonly exception: string;
  readonly returnData: Uint8Array;
  /** Set for transactions. */
  readonly transactionHash?: Hex;
}

/**
 * Finds the error that Hardhat's own network would throw for a failure, Solidity stack trace included.
 *
 * @returns the error to be thrown as it is, or undefined when nothing better than `failureMessage` is known
 */
export type ExplainFailure = (failure: Failure) => Promise<Error | undefined>;

/** Takes the gas of a message that succeeded into the statistics of contracts and functions. */
export type MeasureGas = (message: ExecutedMessage) => Promise<void>;
