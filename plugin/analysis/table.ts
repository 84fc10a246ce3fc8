import type { AccountField, Hex, TransactionRecord } from "../engine/access/types.ts";
import { accountFlags, storageFlags } from "../record/access-flags.ts";
import type { KeyRow, TransactionRow } from "../record/types.ts";
import { Uint32Column } from "./columns.ts";
import type { AccessTable, KeyedTable } from "./types.ts";

/** A key of the state, as the engine records it. */
export type StateKey =
  | { readonly kind: "slot"; readonly address: Hex; readonly slot: Hex }
  | { readonly kind: AccountField; readonly address: Hex };

/**
 * Builds an `AccessTable` transaction by transaction.
 *
 * @example
 * const builder = new TableBuilder();
 * const counter = builder.key(true);
 * builder.transaction(50_000);
 * builder.access(counter, AccessFlag.READ | AccessFlag.WRITE);
 * const table = builder.build();
 */
export class TableBuilder {
  readonly #gas: number[] = [];
  readonly #offsets = new Uint32Column();
  readonly #keys = new Uint32Column();
  readonly #flags = new Uint32Column();
  readonly #isSlot: number[] = [];

  /** Adds a key and returns its number: the first is 0, each next one higher. */
  key(isSlot: boolean): number {
    return this.#isSlot.push(isSlot ? 1 : 0) - 1;
  }

  /** Starts the next transaction. `gas` is the gas it used. */
  transaction(gas: number): void {
    this.#gas.push(gas);
    this.#offsets.push(this.#keys.length);
  }

  /** Adds an access to the transaction last started. At most once a key and transaction. */
  access(key: number, flags: number): void {
    this.#keys.push(key);
    this.#flags.push(flags);
  }

  build(): AccessTable {
    this.#offsets.push(this.#keys.length);
    return {
      size: this.#gas.length,
      gas: Float64Array.from(this.#gas),
      offsets: this.#offsets.finish(),
      keys: this.#keys.finish(),
      flags: Uint16Array.from(this.#flags.finish()),
      keyCount: this.#isSlot.length,
      isSlot: Uint8Array.from(this.#isSlot),
    };
  }
}

/** The table of a block (or of any transactions in order) as the engine recorded it. */
export function tableFromRecords(transactions: readonly TransactionRecord[]): KeyedTable<StateKey> {
  const builder = new TableBuilder();
  const keys: StateKey[] = [];
  const numbers = new Map<string, number>();

  const intern = (name: string, key: StateKey): number => {
    let number = numbers.get(name);
    if (number === undefined) {
      number = builder.key(key.kind === "slot");
      numbers.set(name, number);
      keys.push(key);
    }
    return number;
  };

  for (const transaction of transactions) {
    builder.transaction(Number(transaction.gasUsed));
    for (const access of transaction.storage) {
      const { address, slot } = access;
      builder.access(intern(`${address}:${slot}`, { kind: "slot", address, slot }), storageFlags(access));
    }
    for (const access of transaction.accounts) {
      const { address, field } = access;
      builder.access(intern(`${field}:${address}`, { kind: field, address }), accountFlags(access));
    }
  }
  return { table: builder.build(), keys };
}

/**
 * The table of some transactions of a run record, in the given order. `keys[k]` of the result is the index of the
 * key in the run record: only keys that occur get a number, so that a thousand small blocks of one large record
 * cost no more than their own accesses.
 *
 * @param rows Transactions of the record.
 * @param keys `keys` of the same record.
 */
export function tableFromRows(rows: readonly TransactionRow[], keys: readonly KeyRow[]): KeyedTable<number> {
  const size = rows.length;
  const accessCount = rows.reduce((sum, row) => sum + row.accesses.length, 0);
  const gas = new Float64Array(size);
  const offsets = new Uint32Array(size + 1);
  const keyOf = new Uint32Array(accessCount);
  const flags = new Uint16Array(accessCount);
  const indexes = new Uint32Array(Math.min(accessCount, keys.length));
  const isSlot = new Uint8Array(indexes.length);
  const numbers = scratchFor(keys);
  let keyCount = 0;
  let position = 0;
  for (let tx = 0; tx < size; tx++) {
    const row = rows[tx] as TransactionRow;
    gas[tx] = Number(row.gas);
    for (const access of row.accesses) {
      let number = numbers[access.key] as number;
      if (number === UNNUMBERED) {
        number = keyCount++;
        numbers[access.key] = number;
        indexes[number] = access.key;
        isSlot[number] = keys[access.key]?.kind === "slot" ? 1 : 0;
      }
      keyOf[position] = number;
      flags[position] = access.flags;
      position++;
    }
    offsets[tx + 1] = position;
  }
  for (let number = 0; number < keyCount; number++) numbers[indexes[number] as number] = UNNUMBERED;
  return {
    table: { size, gas, offsets, keys: keyOf, flags, keyCount, isSlot: isSlot.subarray(0, keyCount) },
    keys: indexes.subarray(0, keyCount),
  };
}

const UNNUMBERED = -1;
const scratches = new WeakMap<readonly KeyRow[], Int32Array>();

/** A number for each key of a record, to be left unnumbered: a Map would take most of the time of building a table. */
function scratchFor(keys: readonly KeyRow[]): Int32Array {
  let scratch = scratches.get(keys);
  if (scratch === undefined) {
    scratch = new Int32Array(keys.length).fill(UNNUMBERED);
    scratches.set(keys, scratch);
  }
  return scratch;
}
