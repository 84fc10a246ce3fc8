/** Asks the local network; rejects with the error that the request fails with. */
export type RpcRequester = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** The transaction of an `eth_sendTransaction`, `eth_call` or `eth_estimateGas`, not checked yet. Never changed in place. */
export interface TransactionParams {
  readonly [field: string]: unknown;
}

/** A JSON-RPC quantity. */
export function toHex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}
