import type { Hex } from "../../engine/access/types.ts";
import type { ExplainFailure, MeasureGas } from "../failures/failure.ts";
import type { LocalNode } from "../local-node.ts";
import type { NodeLog } from "../log/node-log.ts";
import type { MiningInterval } from "../pool/interval-mining.ts";
import type { Tracer } from "../tracing/tracer.ts";

/** What methods work on. */
export interface RpcContext {
  readonly node: LocalNode;
  readonly clientVersion: string;
  /** Shown by `hardhat_metadata`: different for every network. */
  readonly instanceId: Hex;
  /** Finds a better error for a failed execution; absent where nobody can. */
  readonly explainFailure?: ExplainFailure;
  /** Wants to know of the calls that succeeded; absent where nobody does. */
  readonly measureGas?: MeasureGas;
  /** Is told what requests execute and mine. */
  readonly log: NodeLog;
  /** Makes the traces of `debug_` methods; absent where nobody can. */
  readonly tracer?: Tracer;
  /** Inputs of calls to console.log and to the coverage address of an execution that counts. */
  observe(execution: { consoleInputs: readonly Uint8Array[]; coverageInputs: readonly Uint8Array[] }): void;
  /** Changes how often blocks are mined on their own. */
  setMiningInterval(interval: MiningInterval): void;
}
