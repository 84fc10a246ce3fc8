import type { Block, BlockHeader } from "@ethereumjs/block";
import type { Log } from "@ethereumjs/evm";
import type { Hex } from "../../engine/access/types.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import type { BlockResult, SendableTransaction, TransactionOutcome } from "../../engine/types.ts";
import { effectiveGasPrice } from "./fees.ts";

/** A transaction as the network keeps it, in a block or on the way there. */
export interface KnownTransaction extends SendableTransaction {
  readonly hash: Hex;
  readonly from: Hex;
}

/** A log with its place in the block. */
export interface StoredLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly logIndex: number;
  readonly transactionIndex: number;
}

/** What a transaction of a block came to, but for its logs. */
export interface ReceiptFields {
  readonly succeeded: boolean;
  /** State root after the transaction, in forks before Byzantium. */
  readonly stateRoot?: Uint8Array;
  readonly gasUsed: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly contractAddress: Hex | null;
  readonly bloom: Uint8Array;
}

/** What a transaction of a block came to. */
export interface StoredReceipt extends ReceiptFields {
  readonly logs: readonly StoredLog[];
  /** The same as bytes: address, topics and data of each. */
  readonly rawLogs: readonly Log[];
}

/** A block of the chain. `receipts[i]` belongs to `transactions[i]`. */
export interface StoredBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly header: BlockHeader;
  readonly totalDifficulty: bigint;
  readonly transactions: readonly KnownTransaction[];
  readonly receipts: readonly StoredReceipt[];
}

/** Where a transaction is. */
export interface TransactionPlace {
  readonly block: StoredBlock;
  readonly index: number;
}

/** A receipt whose logs are written in hexadecimal when they are first looked at: most never are. */
export class MinedReceipt implements StoredReceipt {
  readonly succeeded: boolean;
  readonly stateRoot?: Uint8Array;
  readonly gasUsed: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly contractAddress: Hex | null;
  readonly bloom: Uint8Array;
  readonly rawLogs: readonly Log[];
  readonly #transactionIndex: number;
  readonly #firstLog: number;
  #logs: readonly StoredLog[] | undefined;

  /** @param firstLog number of the block's logs before these */
  constructor(fields: ReceiptFields, rawLogs: readonly Log[], transactionIndex: number, firstLog: number) {
    this.succeeded = fields.succeeded;
    this.stateRoot = fields.stateRoot;
    this.gasUsed = fields.gasUsed;
    this.cumulativeGasUsed = fields.cumulativeGasUsed;
    this.effectiveGasPrice = fields.effectiveGasPrice;
    this.contractAddress = fields.contractAddress;
    this.bloom = fields.bloom;
    this.rawLogs = rawLogs;
    this.#transactionIndex = transactionIndex;
    this.#firstLog = firstLog;
  }

  get logs(): readonly StoredLog[] {
    this.#logs ??= this.rawLogs.map(([address, topics, data], index) => ({
      address: bytesToHexString(address),
      topics: topics.map((topic) => bytesToHexString(topic)),
      data: bytesToHexString(data),
      logIndex: this.#firstLog + index,
      transactionIndex: this.#transactionIndex,
    }));
    return this.#logs;
  }
}

/** @param parentDifficulty total difficulty of the parent */
export function storedBlock(result: BlockResult, parentDifficulty: bigint): StoredBlock {
  const { block, outcomes } = result;
  const baseFee = block.header.baseFeePerGas;
  let previousGas = 0n;
  let firstLog = 0;
  const receipts = outcomes.map((outcome, index) => {
    const cumulativeGasUsed = outcome.receipt.cumulativeBlockGasUsed;
    const fields = receiptFields(outcome, baseFee, cumulativeGasUsed - previousGas);
    const receipt = new MinedReceipt(fields, outcome.logs, index, firstLog);
    previousGas = cumulativeGasUsed;
    firstLog += outcome.logs.length;
    return receipt;
  });
  return {
    number: block.header.number,
    hash: bytesToHexString(block.hash()),
    header: block.header,
    totalDifficulty: parentDifficulty + block.header.difficulty,
    transactions: outcomes.map((outcome) => knownTransaction(outcome.transaction)),
    receipts,
  };
}

/** A block without transactions: the genesis, or one of a run of empty blocks. */
export function emptyStoredBlock(block: Block, totalDifficulty: bigint): StoredBlock {
  return {
    number: block.header.number,
    hash: bytesToHexString(block.hash()),
    header: block.header,
    totalDifficulty,
    transactions: [],
    receipts: [],
  };
}

export function knownTransaction(transaction: SendableTransaction): KnownTransaction {
  if ("hash" in transaction && "from" in transaction) return transaction as KnownTransaction;
  return {
    ...transaction,
    hash: bytesToHexString(transaction.tx.hash()),
    from: bytesToHexString(transaction.sender.bytes),
  };
}

function receiptFields(outcome: TransactionOutcome, baseFee: bigint | undefined, gasUsed: bigint): ReceiptFields {
  const { receipt } = outcome;
  return {
    succeeded: outcome.succeeded,
    stateRoot: "stateRoot" in receipt ? receipt.stateRoot : undefined,
    gasUsed,
    cumulativeGasUsed: receipt.cumulativeBlockGasUsed,
    effectiveGasPrice: effectiveGasPrice(outcome.transaction.tx, baseFee),
    contractAddress: createdContract(outcome),
    bloom: receipt.bitvector,
  };
}

function createdContract({ succeeded, createdAddress }: TransactionOutcome): Hex | null {
  return succeeded && createdAddress !== undefined ? bytesToHexString(createdAddress.bytes) : null;
}
