import type { ModelName } from "../analysis/models/target.ts";

/** What is asked of the transactions of a test or block, or of the calls of a contract or function. */
export interface Budget {
  /** Of its transactions at most this share, 0 to 1, may have a conflict. */
  readonly maxConflictRate?: number;
  /** So many threads must run them so many times as fast as one, unless they are too few for that. */
  readonly minSpeedup?: SpeedupBudget;
  /** The heaviest chain of transactions that wait for each other may have at most this share, 0 to 1, of their gas. */
  readonly maxCriticalPathShare?: number;
  /** Functions (`Vault.redeem`) and contracts (`Token`) none of whose calls may wait for them, nor they for those. */
  readonly noConflictsWith?: readonly string[];
  /** Variables whose conflicts do not count: `Token.totalSupply`, `Token.balances`. */
  readonly allow?: readonly string[];
}

/** Budgets by what they are for. */
export interface Budgets {
  /** Every test (its transactions as one block), and every real block of two or more transactions. */
  readonly block?: Budget;
  /** Every test; its fields go before those of `block`. */
  readonly test?: Budget;
  /** The test of that title; its fields go before those of `test` and `block`. */
  readonly [test: `test: ${string}`]: Budget;
  /** A contract (`Vault`) or a function (`Vault.deposit`, of overloads all, or one: `Vault.move(address,uint256)`). */
  readonly [contractOrFunction: string]: Budget | undefined;
}

export interface SpeedupBudget {
  /** 1 to 1024. */
  readonly threads: number;
  /** A factor from 1 up. */
  readonly value: number;
  /** How the threads execute: `ideal` unless another model is named. */
  readonly model?: ModelName;
}
