import type { Hex } from "../../engine/access/types.ts";
import type { BlockEnvironment, PrestateAccount } from "../../engine/types.ts";

/** What the execution of a message depends on and changes, by lower-case hexadecimal address. */
export type Prestate = ReadonlyMap<string, PrestateAccount>;

/** A call to be traced. */
export interface TracedCall {
  /** First parameter of `debug_traceCall`, as it came. */
  readonly request: unknown;
  /** Block it is executed in, as if it came after the block's transactions. */
  readonly environment: BlockEnvironment;
  readonly prestate: Prestate;
  /** Tracer and its settings, as they came; they are well-formed. */
  readonly options: TraceOptions | undefined;
}

/** A mined transaction to be traced. */
export interface TracedTransaction {
  readonly from: Hex;
  /** The signed transaction, or what `eth_sendTransaction` takes where the sender never signed. */
  readonly sent: { readonly raw: Hex } | { readonly request: object };
  /** Whether it carries blobs, which no pool takes. */
  readonly hasBlobs: boolean;
  /** The block before the one it is in. */
  readonly parent: BlockEnvironment;
  readonly environment: BlockEnvironment;
  readonly prestate: Prestate;
  readonly options: TraceOptions | undefined;
  readonly place: TracePlace;
  /** Inputs of its calls to the console address, in order. */
  readonly consoleInputs: readonly Uint8Array[];
  /** What came of it: a trace of anything else would be wrong. */
  readonly receipt: { readonly succeeded: boolean; readonly gasUsed: bigint };
}

/** Where tracers say that a transaction is. */
export interface TracePlace {
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly transactionPosition: number;
}

/** Geth's options of a trace, as far as anybody but the tracer looks at them. */
export interface TraceOptions {
  readonly tracer?: string | null | undefined;
}

/** Traces executions as Hardhat's network does: the answers of `debug_traceCall` and `debug_traceTransaction`. */
export interface Tracer {
  /** @throws an error to be answered as it is */
  traceCall(call: TracedCall): Promise<unknown>;
  /** @throws an error to be answered as it is */
  traceTransaction(transaction: TracedTransaction): Promise<unknown>;
}
