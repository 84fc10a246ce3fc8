import type { Log } from "@ethereumjs/evm";
import { TransactionType } from "@ethereumjs/tx";
import type { TxReceipt } from "@ethereumjs/vm";
import { integerBytes } from "../state/rlp.ts";
import { listLength, RlpWriter, stringLength } from "../state/rlp-writer.ts";

const writer = new RlpWriter();
const SUCCEEDED = Uint8Array.of(1);
const FAILED = new Uint8Array(0);
/** Each topic has 32 bytes, and one in front of them. */
const ENCODED_TOPIC = 33;

/** A receipt as it stands in the trie of its block: RLP behind the transaction's type (EIP-2718). */
export function encodeReceipt(receipt: TxReceipt, type: TransactionType): Uint8Array {
  const status = "stateRoot" in receipt ? receipt.stateRoot : receipt.status === 1 ? SUCCEEDED : FAILED;
  const gas = integerBytes(receipt.cumulativeBlockGasUsed);
  const logLengths = receipt.logs.map(logLength);
  let logsLength = 0;
  for (const length of logLengths) logsLength += listLength(length);
  const length = stringLength(status) + stringLength(gas) + stringLength(receipt.bitvector) + listLength(logsLength);
  writer.begin(1 + listLength(length));
  if (type !== TransactionType.Legacy) writer.byte(type);
  writer.list(length);
  writer.string(status);
  writer.string(gas);
  writer.string(receipt.bitvector);
  writer.list(logsLength);
  for (const [index, log] of receipt.logs.entries()) writeLog(log, logLengths[index] as number);
  return writer.written.slice();
}

function logLength([address, topics, data]: Log): number {
  return stringLength(address) + listLength(topicsLength(topics)) + stringLength(data);
}

function topicsLength(topics: Log[1]): number {
  return ENCODED_TOPIC * topics.length;
}

function writeLog([address, topics, data]: Log, length: number): void {
  writer.list(length);
  writer.string(address);
  writer.list(topicsLength(topics));
  for (const topic of topics) writer.string(topic);
  writer.string(data);
}
