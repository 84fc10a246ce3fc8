import { panicErrorCodeToMessage } from "@nomicfoundation/hardhat-utils/panic-errors";
import { decodeReturnData, failureMessage } from "../failures/messages.ts";

/**
 * What the log says of a message that failed. It knows less than the error that is thrown, and puts some of it in other words:
 * those of Hardhat's log.
 *
 * @param exception name of the exception in `@ethereumjs/evm`
 * @param halted what Hardhat's network says of an exception other than a revert, where it was asked
 */
export function failureText(exception: string, returnData: Uint8Array, halted?: string): string {
  if (exception !== "revert") return halted ?? `TransactionExecutionError: ${failureMessage(exception, returnData)}`;
  const decoded = decodeReturnData(returnData);
  switch (decoded.kind) {
    case "empty":
      return "Error: Transaction reverted without a reason";
    case "error":
      return `Error: reverted with reason string '${decoded.reason}'`;
    case "panic":
      return `Error: VM Exception while processing transaction: ${panicText(decoded.code)}`;
    default:
      return `Error: ${failureMessage(exception, returnData)}`;
  }
}

/** A code that Solidity does not have is unknown, but not said to be before it. */
function panicText(code: bigint): string {
  const message = panicErrorCodeToMessage(code);
  return message.replace(/^reverted with unknown panic code (.*)$/, "reverted with panic code $1 (Unknown panic code)");
}
