import type { ModelName } from "../analysis/models/target.ts";
import type { Abort, Hex } from "../engine/access/types.ts";
import type { ConflictPlaces } from "../report/places.ts";
import type { SourceLocation } from "../source/names.ts";

/** A transaction of a report. */
export interface ReportedTransaction {
  readonly hash: Hex;
  readonly from: Hex;
  /** `Token.transfer`; with its types where the contract has several functions of that name. */
  readonly function: string;
  readonly succeeded: boolean;
  /** Used, after refunds. */
  readonly gas: number;
}

/** Two functions whose transactions wait for each other on a variable. */
export interface ReportedConflict {
  /** As in the source: `Token.totalSupply`, `Token.balances[*]`. Variables of one slot: `Pair.reserve0, reserve1`. */
  readonly variable: string;
  /** Where the variable is declared, when that is known. */
  readonly source?: SourceLocation;
  /** The element on which they met, when it is always the same: `Token.balances[0xf39F...2266 (signer 0)]`. */
  readonly element?: string;
  /** In alphabetical order. */
  readonly functions: readonly [string, string];
  /** How often one of their transactions waits for another. */
  readonly waits: number;
  /** The lines that read and write it, most waits first; empty where no source is known. */
  readonly places: readonly ConflictPlaces[];
}

/** An execution that was thrown away on the engine. Which ones are differs from run to run. */
export interface ReportedAbort extends Abort {
  /** Position in `transactions`. */
  readonly transaction: number;
}

/** Transactions that are taken for one block, and what became of them. */
export interface ReportedBlock {
  /** What it was called, or `block 12`. */
  readonly name: string;
  /** In the order in which they were executed. */
  readonly transactions: readonly ReportedTransaction[];
  /** Transactions that failed: what they read counts, what was undone does not. */
  readonly failed: readonly ReportedTransaction[];
  readonly gas: number;
  /** Most waits first; empty when all could run at once. */
  readonly conflicts: readonly ReportedConflict[];
  /** Share of the transactions that wait for another one, or are waited for: 0 to 1. */
  readonly conflictRate: number;
  /** Rounds that remain when all that can run together does. */
  readonly waves: number;
  /** Gas of the heaviest chain of transactions that wait for each other: what no number of threads goes below. */
  readonly criticalPathGas: number;
  /** The speedup that no number of threads exceeds: `gas / criticalPathGas`. */
  readonly ceiling: number;
  /** Executions that the engine threw away because they had read what another transaction changed. */
  readonly aborts: readonly ReportedAbort[];
  /** How much faster several threads execute the transactions than one. */
  speedup(options: SpeedupOptions): number;
}

/** Under which circumstances a speedup is asked for. */
export interface SpeedupOptions {
  /** 1 to 1024. */
  readonly threads: number;
  /** How the chain executes blocks, see `docs/definitions.md`. Default: `ideal`. */
  readonly model?: ModelName;
}
