import type { RemoteBlock } from "./remote-block.ts";

type Fields = Readonly<Record<string, unknown>>;

// What Hardhat's network shows of a block, a transaction, a receipt and a log, in its order: upstreams show more, and
// each in an order of its own.
const BLOCK = [
  ...["hash", "parentHash", "sha3Uncles", "stateRoot", "transactionsRoot", "receiptsRoot", "number", "gasUsed"],
  ...["gasLimit", "extraData", "logsBloom", "timestamp", "difficulty", "totalDifficulty", "uncles", "transactions"],
  ...["size", "mixHash", "nonce", "baseFeePerGas", "miner", "withdrawals", "withdrawalsRoot", "blobGasUsed"],
  ...["excessBlobGas", "parentBeaconBlockRoot", "requestsHash"],
];
const TRANSACTION = [
  ...["hash", "nonce", "blockHash", "blockNumber", "transactionIndex", "from", "to", "value", "gasPrice", "gas"],
  ...["input", "chainId", "type", "accessList", "maxFeePerGas", "maxPriorityFeePerGas", "maxFeePerBlobGas"],
  ...["blobVersionedHashes", "authorizationList", "v", "r", "s"],
];
const RECEIPT = [
  ...["blockHash", "blockNumber", "transactionHash", "transactionIndex", "type", "from", "to", "cumulativeGasUsed"],
  ...["gasUsed", "contractAddress", "logs", "logsBloom", "status", "root", "effectiveGasPrice"],
];
const LOG = [
  ...["removed", "logIndex", "transactionIndex", "transactionHash", "blockHash", "blockNumber", "blockTimestamp"],
  ...["address", "data", "topics"],
];

/** An object of `eth_getBlockByNumber`, of a block of the upstream. */
export function formatRemoteBlock(block: RemoteBlock, withTransactions: boolean): Fields {
  const transactions = block.transactions.map((transaction) =>
    withTransactions ? formatRemoteTransaction(transaction) : transaction.hash,
  );
  return pick({ ...block, transactions }, BLOCK);
}

/** An object of `eth_getTransactionByHash`. */
export function formatRemoteTransaction(transaction: Fields): Fields {
  return pick(transaction, TRANSACTION);
}

/** An object of `eth_getTransactionReceipt`. */
export function formatRemoteReceipt(receipt: Fields & { readonly logs: readonly Fields[] }): Fields {
  return pick({ ...receipt, logs: receipt.logs.map((log) => pick(log, LOG)) }, RECEIPT);
}

/** An object of `eth_getLogs`. */
export function formatRemoteLog(log: Fields): Fields {
  return pick(log, LOG);
}

function pick(object: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    names.flatMap((name) => (object[name] === undefined ? [] : [[name, structuredClone(object[name])]])),
  );
}
