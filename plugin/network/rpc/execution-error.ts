import { bytesToHexString } from "../../engine/state/keys.ts";
import { RpcError, RpcErrorCode } from "../errors.ts";
import type { ExplainFailure, Failure } from "../failures/failure.ts";
import { failureMessage, isOutOfGas } from "../failures/messages.ts";

/** Said when no gas limit can keep a call below the top one from running out of gas. The words are Hardhat's. */
const INTERNAL_OUT_OF_GAS =
  "Gas estimation failed: an internal call runs out of gas regardless of the transaction's gas limit, so no reliable estimate exists. Set an explicit gas limit for the transaction, or set the network's gasEstimationMode to 'topLevelSuccess' to only require the top-level call to succeed.";

/**
 * The error for an execution that failed: the explained one with a Solidity stack trace where there is one, else one
 * with Hardhat's words.
 */
export async function executionError(failure: Failure, explain: ExplainFailure | undefined): Promise<Error> {
  const explained = await explain?.(failure);
  if (explained !== undefined) return explained;
  const message = failureMessage(failure.exception, failure.returnData);
  const transactionHash = failure.transactionHash ?? null;
  if (isOutOfGas(failure.exception)) {
    // Which of the EVM's ways of running out of gas it was is not known here; "Basic" is by far the most frequent.
    const data = { reason: { OutOfGas: "Basic" }, data: "0x", transactionHash };
    return new RpcError(RpcErrorCode.INVALID_INPUT, message, data);
  }
  const data = failure.exception === "revert" ? bytesToHexString(failure.returnData) : "0x";
  return new RpcError(RpcErrorCode.REVERTED, message, data, transactionHash);
}

export function internalOutOfGas(): RpcError {
  return new RpcError(RpcErrorCode.INVALID_INPUT, INTERNAL_OUT_OF_GAS, {
    reason: "InternalCallOutOfGas",
    data: "0x",
    transactionHash: null,
  });
}
