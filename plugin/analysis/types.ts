/**
 * The analysis works on columns of numbers: transactions are positions, keys are small integers, so that a block of
 * a million transactions fits in memory and every pass over it is linear in the number of accesses.
 */
export interface AccessTable {
  /** Number of transactions. */
  readonly size: number;
  /** Gas used by each transaction. */
  readonly gas: Float64Array;
  /** Accesses of transaction i are the positions offsets[i] (inclusive) to offsets[i + 1] (exclusive). */
  readonly offsets: Uint32Array;
  /** Key of each access, an index below `keyCount`; a key occurs at most once in a transaction. */
  readonly keys: Uint32Array;
  /** Bits of `AccessFlag`. */
  readonly flags: Uint16Array;
  readonly keyCount: number;
  /** 1 for storage slots, 0 for account fields. */
  readonly isSlot: Uint8Array;
}

/** Which accesses count as reads and writes. The four levels are those of the public reference data. */
export interface ConflictRules {
  readonly name: string;
  /** Is the access a read under these rules? */
  readonly reads: (flags: number, isSlot: boolean) => boolean;
  readonly writes: (flags: number, isSlot: boolean) => boolean;
}

/** See `docs/definitions.md` for the condition of each. */
export type ConflictKind = "raw" | "rmw" | "gas-only" | "waw" | "war" | "protocol";

/** Transaction `to` depends on `from`, the last writer of `key` before it. */
export interface ConflictEdge {
  readonly from: number;
  readonly to: number;
  readonly key: number;
  readonly kind: ConflictKind;
}
