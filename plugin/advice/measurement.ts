/** What a contract did with some traffic, by the definitions of `docs/definitions.md`. */
export interface Figures {
  readonly contract: string;
  readonly transactions: number;
  /** Times that a transaction waits for another one: edges `raw`, `rmw` and `commutative`. */
  readonly waits: number;
  readonly waves: number;
  /** Total gas / critical-path gas, rounded to a tenth. */
  readonly ceiling: number;
  /** Speedups on 16 threads, rounded to a tenth, where additions need no value, and where declared keys are locked. */
  readonly delta: number;
  readonly locks: number;
  /** Mean gas of a transaction, rounded. */
  readonly gas: number;
}

/** The same traffic on the contract before a remedy, on the one after it, and on others that serve as well. */
export interface Measurement {
  readonly traffic: string;
  readonly rows: readonly [Figures, Figures, ...Figures[]];
}
