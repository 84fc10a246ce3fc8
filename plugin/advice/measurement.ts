/** What a contract did with some traffic, by the definitions of `docs/definitions.md`. */
export interface Figures {
  readonly contract: string;
  readonly transactions: number;
  /** Times that a transaction waits for another one: edges `raw`, `rmw` and `commutative`. */
  readonly waits: number;
  /** The same where each SSTORE counts for a write, whatever it stores; absent where nobody asked. */
  readonly waitsOnStores?: number;
  readonly waves: number;
  /** Total gas / critical-path gas, rounded to a tenth. */
  readonly ceiling: number;
  /** Mean gas of a transaction, rounded. */
  readonly gas: number;
}

/** The same traffic on the contract before a remedy, on the one after it, and on others that serve as well. */
export interface Measurement {
  readonly traffic: string;
  readonly rows: readonly [Figures, Figures, ...Figures[]];
}
