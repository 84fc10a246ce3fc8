import type { Ground, Mined } from "./ground.ts";

/** What shows that a remedy works: the same traffic on the contracts before and after it. */
export interface Proof {
  /** Of the remedy. */
  readonly id: string;
  /** File in `contracts/`. */
  readonly file: string;
  /** The variable that the remedy is for, in the first contract of the first case. */
  readonly variable: string;
  readonly cases: readonly ProofCase[];
}

export interface ProofCase {
  /** Who sends what, as it stands in the documentation. */
  readonly traffic: string;
  readonly mined: Mined;
  /** Where it is not that of the proof. */
  readonly variable?: string;
  /** The contract before the remedy, the one after it, and others that serve as well. */
  readonly contracts: readonly [string, string, ...string[]];
  /**
   * Deploys the contract, prepares, and sends the traffic by one call of `test`.
   *
   * @returns what can be observed in the end: the same for all contracts.
   */
  readonly run: (ground: Ground, contract: string, test: SendTest) => Promise<unknown>;
}

export type SendTest = (calls: Parameters<Ground["test"]>[2]) => Promise<void>;
