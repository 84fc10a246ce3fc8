import { AccessFlag } from "../record/flags.ts";
import type { ConflictRules } from "./types.ts";

const { READ, GAS_ONLY, WRITE, TOUCHED, CREDIT, PROTOCOL_READ, PROTOCOL_WRITE, NET, FEE, ADDS } = AccessFlag;

function has(flags: number, mask: number): boolean {
  return (flags & mask) !== 0;
}

/**
 * The conflicts that order two transactions in every execution model, `raw` and `rmw` of `docs/definitions.md`:
 * a lookup by contract logic of a value that changed. Lookups that only price an SSTORE, protocol accounting (nonce,
 * gas, fee) and received value, which is added without looking, order nothing.
 */
export const ORDERING: ConflictRules = {
  name: "ordering",
  reads: (flags) => has(flags, READ),
  writes: (flags) => has(flags, WRITE),
  increments: (flags) => has(flags, CREDIT),
};

/**
 * `ORDERING` for chains that write additions as deltas (aggregators, Aptos AIP-47): a transaction that is proven to only
 * add to a slot neither waits for the value nor hides what was written before it, as received value does everywhere.
 */
export const DELTA: ConflictRules = {
  name: "delta",
  reads: (flags) => has(flags, READ) && !has(flags, ADDS),
  writes: ORDERING.writes,
  increments: (flags) => has(flags, CREDIT | ADDS),
};

/**
 * `ORDERING` plus the protocol's own reads and writes: transactions of one sender follow each other (nonce and gas
 * balance), and whoever looks at the coinbase's balance waits for the fees before it. Fees themselves are additions.
 */
export const ORDERING_WITH_PROTOCOL: ConflictRules = {
  name: "orderingWithProtocol",
  reads: (flags) => has(flags, READ | PROTOCOL_READ),
  writes: (flags) => has(flags, WRITE | PROTOCOL_WRITE | NET | FEE),
  increments: (flags) => has(flags, CREDIT | FEE),
};

// The four levels below are those of the public reference figures for mainnet blocks. There an SSTORE is always a
// read, and what the protocol does to the sender (but not the coinbase's fee) counts like any other access.

/** Storage slots only; a write is a value that differs after the transaction. */
export const STORAGE: ConflictRules = {
  name: "storage",
  reads: (flags, isSlot) => isSlot && has(flags, READ | GAS_ONLY),
  writes: (flags, isSlot) => isSlot && has(flags, WRITE),
  increments: () => false,
};

/** Storage slots only; every SSTORE of a frame that was not reverted is a write, whatever it stored. */
export const STORAGE_TOUCHED: ConflictRules = {
  name: "storageTouched",
  reads: STORAGE.reads,
  writes: (flags, isSlot) => isSlot && has(flags, WRITE | TOUCHED),
  increments: () => false,
};

/** Storage slots and account fields; receiving value reads the balance. */
export const FULL: ConflictRules = {
  name: "full",
  reads: (flags, isSlot) => has(flags, isSlot ? READ | GAS_ONLY : READ | PROTOCOL_READ | CREDIT),
  writes: (flags, isSlot) => has(flags, isSlot ? WRITE : NET),
  increments: () => false,
};

/** Storage slots and account fields; receiving value adds to the balance without reading it. */
export const FULL_COMMUTATIVE: ConflictRules = {
  name: "fullCommutative",
  reads: (flags, isSlot) => has(flags, isSlot ? READ | GAS_ONLY : READ | PROTOCOL_READ),
  writes: FULL.writes,
  increments: (flags, isSlot) => !isSlot && has(flags, CREDIT),
};

/** What an access is under some rules, as bits. */
export const Dealing = { READS: 1, WRITES: 2, INCREMENTS: 4 } as const;

const dealings = new WeakMap<ConflictRules, Uint8Array>();
/** All combinations of the bits of `AccessFlag`. */
const COMBINATIONS = 2 * Math.max(...Object.values(AccessFlag));

/**
 * The rules as a table, for loops over millions of accesses: `dealingsUnder(rules)[2 * flags + isSlot]` holds bits of
 * `Dealing`. `INCREMENTS` stands only where the rules ask for it: beside `WRITES`, without `READS`.
 */
export function dealingsUnder(rules: ConflictRules): Uint8Array {
  let table = dealings.get(rules);
  if (table === undefined) {
    table = Uint8Array.from({ length: 2 * COMBINATIONS }, (_, index) => {
      const flags = index >>> 1;
      const isSlot = (index & 1) === 1;
      const reads = rules.reads(flags, isSlot);
      if (!rules.writes(flags, isSlot)) return reads ? Dealing.READS : 0;
      if (reads) return Dealing.READS | Dealing.WRITES;
      return rules.increments(flags, isSlot) ? Dealing.WRITES | Dealing.INCREMENTS : Dealing.WRITES;
    });
    dealings.set(rules, table);
  }
  return table;
}
