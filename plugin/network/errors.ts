/**
 * What a request to the local network can fail with: the codes and words of Hardhat's own network, so that wallets, libraries and matchers treat
 * both alike.
 */
export const RpcErrorCode = {
  /** The request is well-formed but cannot be done (nonce, funds, unknown block, ...). */
  INVALID_INPUT: -32000,
  INVALID_PARAMS: -32602,
  INTERNAL: -32603,
  UNSUPPORTED_METHOD: -32004,
  /** The execution reverted (the code of geth and Hardhat). */
  REVERTED: 3,
} as const;

/** An error to be answered over JSON-RPC. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  /** For reverted executions the return data as hexadecimal text; for other failed executions an object; else absent. */
  readonly data?: unknown;
  /** Hash of the failed transaction; `null` for a failed call. */
  readonly transactionHash?: string | null;

  constructor(code: number, message: string, data?: unknown, transactionHash?: string | null) {
    super(message);
    this.code = code;
    if (data !== undefined) this.data = data;
    if (transactionHash !== undefined) this.transactionHash = transactionHash;
  }
}

/** The request asks for something that the state of the network does not allow. */
export function invalidInput(message: string): RpcError {
  return new RpcError(RpcErrorCode.INVALID_INPUT, message);
}

/** The sender cannot pay what the transaction may cost. */
export function insufficientFunds(cost: bigint, balance: bigint): RpcError {
  return invalidInput(
    `Sender doesn't have enough funds to send tx. The max upfront cost is: ${cost} and the sender's balance is: ${balance}.`,
  );
}

/** The block itself has changed the nonce of a sender, by an authorization (EIP-7702), before the sender's turn. */
export function nonceHasChanged(nonce: bigint, expected: bigint): RpcError {
  return invalidInput(`nonce ${nonce} too ${nonce < expected ? "low" : "high"}, expected ${expected}`);
}

/** With automine, a transaction has to be the next of its sender. */
export function wrongNonce(expected: bigint, nonce: bigint): RpcError {
  const fault = nonce < expected ? "low" : "high";
  return invalidInput(
    `Nonce too ${fault}. Expected nonce to be ${expected} but got ${nonce}. Note that transactions can't be queued when automining.`,
  );
}

/** A parameter is well-formed but has a value that no network would accept. */
export function invalidParams(message: string): RpcError {
  return new RpcError(RpcErrorCode.INVALID_PARAMS, message);
}

/** A parameter could not be read. `request` is echoed, as Hardhat's network does. */
export function malformedRequest(
  message: string,
  request: { id: number; method: string; params: readonly unknown[] },
  code: number = RpcErrorCode.INVALID_PARAMS,
): RpcError {
  return new RpcError(code, message, { jsonrpc: "2.0", ...request });
}
