import { failedExecutions } from "../../engine/prestate.ts";
import { bytesToHexString } from "../../engine/state/keys.ts";
import type { BlockEnvironment, TransactionOutcome } from "../../engine/types.ts";
import { effectiveGasPrice } from "../chain/fees.ts";
import type { ExecutedMessage } from "../failures/failure.ts";
import type { LocalNode, SentTransaction } from "../local-node.ts";
import type { MinedBlock } from "../pool/miner.ts";
import type { RpcContext } from "./context.ts";
import { executionError } from "./execution-error.ts";
import { formatTransaction } from "./format.ts";

/** The error for a transaction that was mined and failed. */
export async function transactionFailure(
  { node, explainFailure }: RpcContext,
  { transaction, mined }: Pick<SentTransaction, "transaction" | "mined">,
): Promise<Error> {
  if (mined === undefined) throw new Error(`Transaction ${transaction.hash} has not been mined`);
  const { block, outcome } = mined;
  const { exception = "revert", returnValue } = outcome;
  const message = await executedTransaction(node, block, outcome, explainFailure !== undefined);
  const failure = { ...message, exception, returnData: returnValue, transactionHash: transaction.hash };
  return await executionError(failure, explainFailure);
}

/**
 * What whoever executes a mined transaction again has to know of it.
 *
 * @param repeatable whether somebody will, so that it matters what the transaction looked up: unless it failed, it is
 *   executed for that
 */
export async function executedTransaction(
  node: LocalNode,
  { block, result }: MinedBlock,
  outcome: TransactionOutcome,
  repeatable: boolean,
): Promise<ExecutedMessage> {
  const { tx } = outcome.transaction;
  const transaction = block.transactions[result.outcomes.indexOf(outcome)];
  if (transaction === undefined) throw new Error("The transaction is not in the block");
  const { accessList, authorizationList } = formatTransaction(transaction, node.chain.rules);
  const environment = node.chain.environmentOf(block);
  return {
    from: transaction.from,
    ...(tx.to === undefined ? {} : { to: bytesToHexString(tx.to.bytes) }),
    data: bytesToHexString(tx.data),
    value: tx.value,
    gasLimit: tx.gasLimit,
    gasPrice: effectiveGasPrice(tx, block.header.baseFeePerGas),
    accessList,
    authorizationList,
    environment,
    ...(repeatable ? await groundOf(node, environment, outcome) : { prestate: new Map() }),
    consoleInputs: outcome.consoleInputs,
  };
}

/** What the transaction looked up, of the state and of its block. */
async function groundOf(
  { engine, chain }: LocalNode,
  environment: BlockEnvironment,
  outcome: TransactionOutcome,
): Promise<Pick<ExecutedMessage, "prestate" | "lookedAtBlock">> {
  const failed = failedExecutions.get(outcome);
  if (failed !== undefined) return { prestate: failed.prestate(), lookedAtBlock: failed.lookedAtBlock };
  const { transaction, version } = outcome;
  const checks = { skipBalance: true, skipNonce: true };
  const { prestate, lookedAtBlock } = await engine.call({
    environment,
    transaction,
    version,
    blockHash: chain.blockHash,
    ...checks,
  });
  return { prestate, lookedAtBlock };
}
