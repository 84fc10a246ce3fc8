import type { FailedJsonRpcResponse } from "hardhat/types/providers";
import { RpcError, RpcErrorCode } from "../network/errors.ts";

/**
 * What a plugin has to do with an error of the local network for the user to get the error that Hardhat's own network
 * throws: the returned response becomes a `ProviderError`, other classes have to be thrown.
 *
 * @throws every error that is no `ProviderError`
 */
export function failedResponse(id: FailedJsonRpcResponse["id"], error: unknown): FailedJsonRpcResponse {
  if (!(error instanceof RpcError)) throw error;
  const { code, message, data, transactionHash } = error;
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
  const error = new Error(message);
  // Before the fields, so that the stack, which V8 writes when it is first read, begins with the name.
  error.name = name;
  return Object.assign(error, fields);
}

/** Hardhat recognises its `ProviderError`s, which it does not export, by this property. */
function providerError(name: string, message: string, fields: object): Error {
  return Object.defineProperty(namedError(name, message, fields), "_isProviderError", { value: true });
}

function isInternalCallOutOfGas(data: unknown): boolean {
  return typeof data === "object" && data !== null && "reason" in data && data.reason === "InternalCallOutOfGas";
}
