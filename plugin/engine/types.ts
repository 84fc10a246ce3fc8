import type { Block } from "@ethereumjs/block";
import type { Log } from "@ethereumjs/evm";
import type { TypedTransaction } from "@ethereumjs/tx";
import type { Address, WithdrawalData } from "@ethereumjs/util";
import type { TxReceipt } from "@ethereumjs/vm";
import type { BlockRecord, Hex } from "./access/types.ts";
import type { Levers } from "./levers.ts";
import type { RemoteState } from "./state/missing-state.ts";
import type { Reproduction } from "./verify/reproduction-format.ts";

/** Settings of an engine. One engine is one chain: one chain id and one hardfork history. */
export interface EngineOptions {
  readonly chainId: bigint;
  /** Name of the hardfork in `@ethereumjs/common` ("osaka", "prague", ..., "chainstart"). */
  readonly hardfork: string;
  /** Threads that may execute transactions, the main thread included. 1 = sequential. */
  readonly workers: number;
  /** Re-execute every block with plain `@ethereumjs/vm` and throw when anything differs. */
  readonly verify: boolean;
  readonly allowUnlimitedContractSize: boolean;
  /** A block with fewer transactions is executed on the main thread. */
  readonly minParallelTransactions: number;
  /**
   * Transactions that take less time than this are executed on the main thread, all others on any: 0 has a block executed
   * by several threads whatever that costs. Unless set, it is for the engine to find out by measuring what gains.
   */
  readonly minTransactionMicroseconds?: number;
  /** EIP-7825 cap on the gas limit of a transaction; `undefined` = the hardfork's own rule, `false` = none. */
  readonly transactionGasCap?: bigint | false;
  /**
   * Whether the protocol's own operations run around a block's transactions (EIP-4788, EIP-2935, EIP-7002, EIP-7251). True unless set;
   * the local network leaves them out, as Hardhat's does, so that its state roots and block hashes are equal.
   */
  readonly systemOperations?: boolean;
  /** Whether accounts with code may send, signed or not: on Hardhat's network EIP-3607 binds nobody. False unless set. */
  readonly contractSenders?: boolean;
  /**
   * Keeps a block that `verify` found to differ, with all that it takes to execute it again, and returns where it is:
   * the error says so. Without it such a block is lost.
   */
  readonly saveReproduction?: (reproduction: Reproduction) => Promise<string>;
  /** The state that the chain starts from, where somebody else keeps it; without it, an empty one. State roots are made up then. */
  readonly remote?: RemoteState;
  /** False leaves the access records empty, to measure what recording costs. True unless set. */
  readonly recordAccesses?: boolean;
  /** What makes the engine fast; all of it unless a test turns a part off. */
  readonly levers?: Levers;
}

/** A transaction with its sender, which need not have signed it (impersonation). */
export interface SendableTransaction {
  readonly tx: TypedTransaction;
  readonly sender: Address;
  /** True when the signature is made up, so that nobody may recover the sender from it. */
  readonly impersonated: boolean;
}

/** The header fields that are known before execution. */
export interface BlockEnvironment {
  readonly number: bigint;
  readonly parentHash: Uint8Array;
  readonly timestamp: bigint;
  readonly gasLimit: bigint;
  readonly coinbase: Address;
  readonly baseFeePerGas?: bigint;
  readonly difficulty?: bigint;
  /** prevRandao after the merge. */
  readonly mixHash?: Uint8Array;
  readonly nonce?: Uint8Array;
  readonly extraData?: Uint8Array;
  readonly excessBlobGas?: bigint;
  readonly parentBeaconBlockRoot?: Uint8Array;
}

export interface BlockInput {
  readonly environment: BlockEnvironment;
  readonly transactions: readonly SendableTransaction[];
  readonly withdrawals?: readonly WithdrawalData[];
  /** Hash of an earlier block for BLOCKHASH; undefined when unknown. */
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /**
   * What to do with a transaction that cannot be in this block (nonce, funds, gas left in the block):
   * leave it out and go on (a miner), or throw `InvalidBlockError` (a replay).
   */
  readonly onInvalid: "exclude" | "throw";
  /** Whether the coinbase gets the block reward of the fork (proof-of-work forks only). */
  readonly reward: boolean;
}

/** What became of one included transaction. */
export interface TransactionOutcome {
  readonly transaction: SendableTransaction;
  /** Version of the state just before it, for executing it once more. */
  readonly version: number;
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  readonly returnValue: Uint8Array;
  /** Name of the exception in `@ethereumjs/evm` ("revert", "out of gas", ...), absent on success. */
  readonly exception?: string;
  readonly logs: readonly Log[];
  readonly createdAddress?: Address;
  readonly receipt: TxReceipt;
  /** Inputs of calls to the console.log address, in order. */
  readonly consoleInputs: readonly Uint8Array[];
  /** Inputs of calls to Hardhat's coverage address, in order. */
  readonly coverageInputs: readonly Uint8Array[];
}

export interface ExcludedTransaction {
  readonly transaction: SendableTransaction;
  readonly index: number;
  readonly reason: "gas-limit" | "nonce" | "funds" | "invalid";
  readonly message: string;
}

export interface BlockResult {
  /** Sealed: state root, receipts root, bloom, gas used and hash are final. */
  readonly block: Block;
  readonly outcomes: readonly TransactionOutcome[];
  readonly excluded: readonly ExcludedTransaction[];
  readonly record: BlockRecord;
}

/** A message executed on top of a state and thrown away: `eth_call`, `eth_estimateGas`. */
export interface CallInput {
  readonly environment: BlockEnvironment;
  readonly transaction: SendableTransaction;
  readonly blockHash: (number: bigint) => Uint8Array | undefined;
  /** State to run on: a number returned by `WorldState.version`, or undefined for the latest. */
  readonly version?: number;
  readonly overrides?: ReadonlyMap<string, AccountOverride>;
  readonly skipBalance: boolean;
  readonly skipNonce: boolean;
}

/** State override of one account, as in geth's `eth_call`. The key of the map is the lower-case hex address. */
export interface AccountOverride {
  readonly balance?: bigint;
  readonly nonce?: bigint;
  readonly code?: Uint8Array;
  /** Replaces the whole storage. 32-byte hex slot to 32-byte hex value. */
  readonly state?: ReadonlyMap<Hex, Hex>;
  /** Replaces single slots. */
  readonly stateDiff?: ReadonlyMap<Hex, Hex>;
}

export interface CallResult {
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  /** Gas to be provided so that the refund does not starve the execution: gas used before refunds. */
  readonly gasUsedBeforeRefund: bigint;
  readonly returnValue: Uint8Array;
  readonly exception?: string;
  /** A frame below the message itself ran out of gas, whatever became of the message. */
  readonly internalOutOfGas?: boolean;
  /** An operation showed something of the block: in another one the message may do something else. */
  readonly lookedAtBlock?: boolean;
  readonly createdAddress?: Address;
  readonly consoleInputs: readonly Uint8Array[];
  readonly coverageInputs: readonly Uint8Array[];
  /** Pre-state that the message looked up or changed, for replaying it elsewhere (state overrides of the shadow EDR). */
  readonly prestate: ReadonlyMap<string, PrestateAccount>;
}

export interface MeasuredCall extends CallResult {
  /**
   * The message does the same with this gas limit, and with any less it or a message below it runs out of gas. Undefined
   * where it did not succeed, or where other things depend on gas.
   */
  readonly leastGas?: bigint | undefined;
}

/** Values from before a transaction of one account: all of it, but of its storage only what was looked up. */
export interface PrestateAccount {
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
  readonly slots: ReadonlyMap<Hex, Hex>;
}
