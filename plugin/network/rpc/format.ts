import { Hardfork } from "@ethereumjs/common";
import type { TypedTransaction } from "@ethereumjs/tx";
import type { Hex } from "../../engine/access/types.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import { blockSize } from "../chain/block-size.ts";
import { effectiveGasPrice, maximumGasPrice } from "../chain/fees.ts";
import type { LogInBlock } from "../chain/logs.ts";
import type { ForkRules } from "../chain/rules.ts";
import type { KnownTransaction, StoredBlock, StoredReceipt } from "../chain/stored-block.ts";

// The order of properties is that of Hardhat's network: whoever prints or hashes a result sees no difference.

/** A number as JSON-RPC writes it. */
export function toQuantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}

/** An object of `eth_getBlockByNumber`. A pending block has no number, mix hash and nonce. */
export function formatBlock(
  block: StoredBlock,
  rules: ForkRules,
  { withTransactions, pending }: { withTransactions: boolean; pending: boolean },
): Record<string, unknown> {
  const { header } = block;
  return {
    hash: block.hash,
    parentHash: bytesToHexString(header.parentHash),
    sha3Uncles: bytesToHexString(header.uncleHash),
    stateRoot: bytesToHexString(header.stateRoot),
    transactionsRoot: bytesToHexString(header.transactionsTrie),
    receiptsRoot: bytesToHexString(header.receiptTrie),
    number: pending ? null : toQuantity(block.number),
    gasUsed: toQuantity(header.gasUsed),
    gasLimit: toQuantity(header.gasLimit),
    extraData: bytesToHexString(header.extraData),
    logsBloom: bytesToHexString(header.logsBloom),
    timestamp: toQuantity(header.timestamp),
    difficulty: toQuantity(header.difficulty),
    totalDifficulty: toQuantity(block.totalDifficulty),
    uncles: [],
    transactions: block.transactions.map((transaction, index) =>
      withTransactions
        ? formatTransaction(transaction, rules, pending ? { block, index, pending } : { block, index })
        : transaction.hash,
    ),
    size: toQuantity(
      blockSize(
        header,
        block.transactions.map(({ tx }) => tx),
      ),
    ),
    mixHash: pending ? null : bytesToHexString(header.mixHash),
    nonce: pending ? null : bytesToHexString(header.nonce),
    ...defined("baseFeePerGas", header.baseFeePerGas),
    miner: bytesToHexString(header.coinbase.bytes),
    ...(header.withdrawalsRoot === undefined
      ? {}
      : { withdrawals: [], withdrawalsRoot: bytesToHexString(header.withdrawalsRoot) }),
    ...defined("blobGasUsed", header.blobGasUsed),
    ...defined("excessBlobGas", header.excessBlobGas),
    ...(header.parentBeaconBlockRoot === undefined
      ? {}
      : { parentBeaconBlockRoot: bytesToHexString(header.parentBeaconBlockRoot) }),
    ...(header.requestsHash === undefined ? {} : { requestsHash: bytesToHexString(header.requestsHash) }),
  };
}

/** Where a transaction is; `pending` in the block that would be mined now. */
export interface Placement {
  readonly block: StoredBlock;
  readonly index: number;
  readonly pending?: boolean;
}

/** An object of `eth_getTransactionByHash`; without a placement, of a transaction in the pool. */
export function formatTransaction(
  { tx, hash, from, impersonated }: KnownTransaction,
  rules: ForkRules,
  placement?: Placement,
): Record<string, unknown> {
  const mined = placement !== undefined && placement.pending !== true ? placement : undefined;
  const baseFee = placement?.block.header.baseFeePerGas;
  const legacy = tx.type === 0;
  return {
    hash,
    nonce: toQuantity(tx.nonce),
    blockHash: mined?.block.hash ?? null,
    blockNumber: mined === undefined ? null : toQuantity(mined.block.number),
    transactionIndex: mined === undefined ? null : toQuantity(mined.index),
    from,
    to: tx.to === undefined ? null : bytesToHexString(tx.to.bytes),
    value: toQuantity(tx.value),
    gasPrice: toQuantity(baseFee === undefined ? maximumGasPrice(tx) : effectiveGasPrice(tx, baseFee)),
    gas: toQuantity(tx.gasLimit),
    input: bytesToHexString(tx.data),
    ...(legacy ? {} : { chainId: toQuantity(tx.common.chainId()) }),
    ...(legacy && !rules.isAtLeast(Hardfork.Berlin) ? {} : { type: toQuantity(tx.type) }),
    ...typedFields(tx),
    // Hardhat shows the recovery bit of a made-up signature as it was before typed transactions.
    v: toQuantity(impersonated && !legacy ? 28n : (tx.v ?? 0n)),
    r: toQuantity(tx.r ?? 0n),
    s: toQuantity(tx.s ?? 0n),
  };
}

function typedFields(tx: TypedTransaction): Record<string, unknown> {
  return {
    ...("accessList" in tx
      ? {
          accessList: tx.accessList.map(([address, keys]) => ({
            address: bytesToHexString(address),
            storageKeys: keys.map((key) => bytesToHexString(key)),
          })),
        }
      : {}),
    ...("maxFeePerGas" in tx
      ? {
          maxFeePerGas: toQuantity(tx.maxFeePerGas),
          maxPriorityFeePerGas: toQuantity(tx.maxPriorityFeePerGas),
        }
      : {}),
    ...("maxFeePerBlobGas" in tx
      ? { maxFeePerBlobGas: toQuantity(tx.maxFeePerBlobGas), blobVersionedHashes: [...tx.blobVersionedHashes] }
      : {}),
    ...("authorizationList" in tx
      ? {
          authorizationList: tx.authorizationList.map(([chainId, address, nonce, yParity, r, s]) => ({
            chainId: bytesToQuantity(chainId),
            address: bytesToHexString(address),
            nonce: bytesToQuantity(nonce),
            yParity: bytesToQuantity(yParity),
            r: bytesToQuantity(r),
            s: bytesToQuantity(s),
          })),
        }
      : {}),
  };
}

/** An object of `eth_getTransactionReceipt`. */
export function formatReceipt(block: StoredBlock, index: number, rules: ForkRules): Record<string, unknown> | null {
  const transaction = block.transactions[index];
  const receipt = block.receipts[index];
  if (transaction === undefined || receipt === undefined) return null;
  const { tx } = transaction;
  return {
    blockHash: block.hash,
    blockNumber: toQuantity(block.number),
    transactionHash: transaction.hash,
    transactionIndex: toQuantity(index),
    ...(rules.isAtLeast(Hardfork.Berlin) ? { type: toQuantity(tx.type) } : {}),
    from: transaction.from,
    to: tx.to === undefined ? null : bytesToHexString(tx.to.bytes),
    cumulativeGasUsed: toQuantity(receipt.cumulativeGasUsed),
    gasUsed: toQuantity(receipt.gasUsed),
    contractAddress: receipt.contractAddress,
    logs: receipt.logs.map((log) => ({
      address: log.address,
      topics: [...log.topics],
      data: log.data,
      transactionHash: transaction.hash,
      blockHash: block.hash,
      blockNumber: toQuantity(block.number),
      blockTimestamp: toQuantity(block.header.timestamp),
      logIndex: toQuantity(log.logIndex),
      transactionIndex: toQuantity(index),
      removed: false,
    })),
    logsBloom: bytesToHexString(receipt.bloom),
    ...statusOf(receipt),
    ...(rules.isAtLeast(Hardfork.London) ? { effectiveGasPrice: toQuantity(receipt.effectiveGasPrice) } : {}),
  };
}

function statusOf({ stateRoot, succeeded }: StoredReceipt): Record<string, unknown> {
  return stateRoot === undefined ? { status: succeeded ? "0x1" : "0x0" } : { root: bytesToHexString(stateRoot) };
}

/** An object of `eth_getLogs`. */
export function formatLog({ block, log }: LogInBlock): Record<string, unknown> {
  return {
    removed: false,
    logIndex: toQuantity(log.logIndex),
    transactionIndex: toQuantity(log.transactionIndex),
    transactionHash: block.transactions[log.transactionIndex]?.hash ?? null,
    blockHash: block.hash,
    blockNumber: toQuantity(block.number),
    blockTimestamp: toQuantity(block.header.timestamp),
    address: log.address,
    data: log.data,
    topics: [...log.topics],
  };
}

function bytesToQuantity(bytes: Uint8Array): Hex {
  return toQuantity(BigInt(bytes.length === 0 ? 0 : bytesToHexString(bytes)));
}

function defined(name: string, value: bigint | undefined): Record<string, unknown> {
  return value === undefined ? {} : { [name]: toQuantity(value) };
}
