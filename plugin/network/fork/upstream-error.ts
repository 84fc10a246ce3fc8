import { RpcError, RpcErrorCode } from "../errors.ts";

/** Why the upstream did not do what it was asked. */
export type UpstreamFault =
  /** It could not be reached, or not in time. */
  | { readonly kind: "unreachable"; readonly detail: string }
  /** An HTTP status that is not success. */
  | { readonly kind: "status"; readonly status: number }
  /** Something that is no answer to the request. */
  | { readonly kind: "malformed"; readonly detail: string }
  /** It answered with an error. */
  | { readonly kind: "refused"; readonly code: number; readonly detail: string };

/** The chain that a network was forked from cannot be asked. The message names no more of its URL than the host. */
export class UpstreamError extends RpcError {
  readonly fault: UpstreamFault;

  constructor(method: string, host: string, fault: UpstreamFault, attempts: number) {
    const times = attempts > 1 ? ` (${attempts} attempts)` : "";
    super(
      RpcErrorCode.INVALID_INPUT,
      `${method} failed at ${host}, which this network is forked from: ${describe(fault)}${times}. ${mend(fault)}`,
    );
    this.fault = fault;
  }
}

function describe(fault: UpstreamFault): string {
  switch (fault.kind) {
    case "unreachable":
      return fault.detail;
    case "status":
      return `it answered with HTTP status ${fault.status}`;
    case "malformed":
      return `its answer makes no sense: ${fault.detail}`;
    case "refused":
      return `it answered "${fault.detail}" (code ${fault.code})`;
  }
}

function mend(fault: UpstreamFault): string {
  switch (fault.kind) {
    case "unreachable":
      return "Check the network's `forking.url` and the connection. With a `forking.blockNumber` that is old enough, what was once asked for is read from the cache.";
    case "status":
      if (fault.status === 401 || fault.status === 403) {
        return "Check the key in the network's `forking.url` and `forking.httpHeaders`.";
      }
      if (fault.status === 429)
        return "It limits how often it may be asked: wait, or use another one or a larger plan.";
      return "Check the network's `forking.url`, and whether the service is up.";
    case "malformed":
      return "Check that the network's `forking.url` is that of a JSON-RPC endpoint.";
    case "refused":
      return "If it keeps the state of recent blocks only, use an archive node, or leave out `forking.blockNumber`.";
  }
}

/** Faults that may be gone a moment later. */
export function isTransient(fault: UpstreamFault): boolean {
  switch (fault.kind) {
    case "unreachable":
    case "malformed":
      return true;
    case "status":
      return fault.status === 408 || fault.status === 429 || fault.status >= 500;
    case "refused":
      // What providers answer when there were too many requests (EIP-1474, and HTTP's own number).
      return fault.code === -32005 || fault.code === 429;
  }
}
