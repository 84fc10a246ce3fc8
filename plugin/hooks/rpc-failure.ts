import type { FailedJsonRpcResponse } from "hardhat/types/providers";
import { RpcError, RpcErrorCode } from "../network/errors.ts";

/**
 * What a plugin has to do with an error of the local network for the user to get the error that Hardhat's own network
 * throws: the returned response becomes a `ProviderError`, other classes have to be thrown.
 *
 * @throws every error that is no `ProviderError`
 */
export function failedResponse(id: FailedJsonRpcResponse["id"], error: unknown): FailedJsonRpcResponse {
  if (!(error instanceof RpcError)) throw error instanceof Error ? withRequestStack(error) : error;
  const { code, message, data = null, transactionHash } = error;
  switch (code) {
    case RpcErrorCode.REVERTED:
      // Hardhat's SolidityError without a stack of Solidity frames; tools read the fields, not the class.
      throw namedError("SolidityError", message, { code, data, transactionHash });
    case RpcErrorCode.INVALID_PARAMS:
      throw providerError("InvalidArgumentsError", message, { code, data });
    default:
      if (isInternalCallOutOfGas(data)) throw providerError("InternalCallOutOfGasError", message, { code, data });
      return { jsonrpc: "2.0", id, error: { code, message, data } };
  }
}

function namedError(name: string, message: string, fields: object): Error {
  const error = Object.assign(new Error(message), { name, ...fields });
  // Writes the stack again, now with the name in front of it and without the frames of this file.
  Error.captureStackTrace(error, failedResponse);
  return error;
}

/** Hardhat recognises its `ProviderError`s, which it does not export, by this property. */
function providerError(name: string, message: string, fields: object): Error {
  return Object.defineProperty(namedError(name, message, fields), "_isProviderError", { value: true });
}

function isInternalCallOutOfGas(data: unknown): boolean {
  return typeof data === "object" && data !== null && "reason" in data && data.reason === "InternalCallOutOfGas";
}

/**
 * Puts the callers of the request below the Solidity frames of an error: the shadow network was asked from deep inside
 * ours, and V8 keeps ten frames, so that the line of the test would be missing.
 */
function withRequestStack(error: Error): Error {
  const solidityTrace: unknown = "stackTrace" in error ? error.stackTrace : [];
  const header = `${error.name}: ${error.message}`;
  const isHardhats = error.name === "SolidityError" || error.name === "ProviderError";
  if (!isHardhats || !Array.isArray(solidityTrace) || !error.stack?.startsWith(header)) return error;
  const frames = error.stack.slice(header.length + 1).split("\n");
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, failedResponse);
  const callers = here.stack?.split("\n").slice(1) ?? [];
  error.stack = [header, ...frames.slice(0, solidityTrace.length), ...callers].join("\n");
  return error;
}
