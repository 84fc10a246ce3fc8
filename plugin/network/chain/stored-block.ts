import type { Block, BlockHeader } from "@ethereumjs/block";
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

/** What a transaction of a block came to. */
export interface StoredReceipt {
  readonly succeeded: boolean;
  /** State root after the transaction, in forks before Byzantium. */
  readonly stateRoot?: Uint8Array;
  readonly gasUsed: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly contractAddress: Hex | null;
  readonly bloom: Uint8Array;
  readonly logs: readonly StoredLog[];
}

/** A block of the chain. `receipts[i]` belongs to `transactions[i]`. */
export interface StoredBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly header: BlockHeader;
  readonly block: Block;
  readonly totalDifficulty: bigint;
  readonly transactions: readonly KnownTransaction[];
  readonly receipts: readonly StoredReceipt[];
}

/** @param parentDifficulty total difficulty of the parent */
export function storedBlock(result: BlockResult, parentDifficulty: bigint): StoredBlock {
  const { block, outcomes } = result;
  const baseFee = block.header.baseFeePerGas;
  const logs = { next: 0 };
  let previousGas = 0n;
  const receipts = outcomes.map((outcome, index) => {
    const cumulativeGasUsed = outcome.receipt.cumulativeBlockGasUsed;
    const receipt = storedReceipt(outcome, index, baseFee, cumulativeGasUsed, cumulativeGasUsed - previousGas, logs);
    previousGas = cumulativeGasUsed;
    return receipt;
  });
  return {
    number: block.header.number,
    hash: bytesToHexString(block.hash()),
    header: block.header,
    block,
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
    block,
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

function storedReceipt(
  outcome: TransactionOutcome,
  transactionIndex: number,
  baseFee: bigint | undefined,
  cumulativeGasUsed: bigint,
  gasUsed: bigint,
  logIndex: { next: number },
): StoredReceipt {
  const { receipt } = outcome;
  return {
    succeeded: outcome.succeeded,
    stateRoot: "stateRoot" in receipt ? receipt.stateRoot : undefined,
    gasUsed,
    cumulativeGasUsed,
    effectiveGasPrice: effectiveGasPrice(outcome.transaction.tx, baseFee),
    contractAddress: createdContract(outcome),
    bloom: receipt.bitvector,
    logs: outcome.logs.map(([address, topics, data]) => ({
      address: bytesToHexString(address),
      topics: topics.map((topic) => bytesToHexString(topic)),
      data: bytesToHexString(data),
      logIndex: logIndex.next++,
      transactionIndex,
    })),
  };
}

function createdContract({ succeeded, createdAddress }: TransactionOutcome): Hex | null {
  return succeeded && createdAddress !== undefined ? bytesToHexString(createdAddress.bytes) : null;
}
