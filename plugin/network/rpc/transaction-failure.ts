import { bytesToHexString } from "../../engine/state/keys.ts";
import type { PrestateAccount } from "../../engine/types.ts";
import type { LocalNode, SentTransaction } from "../local-node.ts";
import type { RpcContext } from "./context.ts";
import { executionError } from "./execution-error.ts";

/** The error for a transaction that was mined and failed. */
export async function transactionFailure(context: RpcContext, sent: SentTransaction): Promise<Error> {
  const { node } = context;
  const { transaction, mined } = sent;
  if (mined === undefined) throw new Error(`Transaction ${transaction.hash} has not been mined`);
  const { tx } = transaction;
  const { exception = "revert", returnValue } = mined.outcome;
  const failure = {
    from: transaction.from,
    ...(tx.to === undefined ? {} : { to: bytesToHexString(tx.to.bytes) }),
    data: bytesToHexString(tx.data),
    value: tx.value,
    gasLimit: tx.gasLimit,
    environment: node.chain.environmentOf(mined.block.block),
    prestate: context.explainFailure === undefined ? new Map() : await prestateOf(node, sent),
    exception,
    returnData: returnValue,
    consoleInputs: mined.outcome.consoleInputs,
    transactionHash: transaction.hash,
  };
  return await executionError(failure, context.explainFailure);
}

/**
 * What the transaction looked up, from before it. It is executed once more for that, on the state before its block:
 * where transactions before it in the block matter, whoever explains the failure finds another outcome and says so.
 */
async function prestateOf(
  node: LocalNode,
  { transaction, mined }: SentTransaction,
): Promise<ReadonlyMap<string, PrestateAccount>> {
  const block = mined?.block.block;
  if (block === undefined) return new Map();
  const { prestate } = await node.engine.call({
    environment: node.chain.environmentOf(block),
    transaction,
    blockHash: node.chain.blockHash,
    version: node.chain.versionAt(block.number - 1n),
    skipBalance: true,
    skipNonce: true,
  });
  return prestate;
}
