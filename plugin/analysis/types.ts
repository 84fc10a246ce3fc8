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

/** A table together with what its keys stand for: `keys[k]` is key k of the table. */
export interface KeyedTable<Key> {
  readonly table: AccessTable;
  readonly keys: ArrayLike<Key>;
}

/** Which accesses count as reads and writes. The four levels are those of the public reference data. */
export interface ConflictRules {
  readonly name: string;
  /** Is the access a read under these rules? */
  readonly reads: (flags: number, isSlot: boolean) => boolean;
  readonly writes: (flags: number, isSlot: boolean) => boolean;
  /** Is the write (`writes` holds, `reads` does not) an addition to whatever the value is? Then it does not hide earlier writes. */
  readonly increments: (flags: number, isSlot: boolean) => boolean;
}

/**
 * On whom a reader of a key depends.
 *
 * `last-writer`: on the last write before it (and on increments after that write, whose sum it sees): what an engine
 * has to wait for. `all-writers`: on every earlier writer, also those whose value was overwritten unread: the notion
 * of the public reference data.
 */
export type DependencyNotion = "last-writer" | "all-writers";

/** See `docs/definitions.md` for the condition of each. */
export type ConflictKind = "raw" | "rmw" | "gas-only" | "waw" | "war" | "protocol" | "commutative";

/** A part of a block, once by the number of its transactions and once by their gas. Both from 0 to 1. */
export interface Share {
  readonly count: number;
  readonly gas: number;
}
