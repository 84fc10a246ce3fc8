import fc from "fast-check";
import { TableBuilder } from "../../plugin/analysis/table.ts";
import type { AccessTable } from "../../plugin/analysis/types.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";

/**
 * Letters for the dealings of a transaction with a key: r lookup, g lookup only to price an SSTORE, w changed by
 * contract logic, a proven to be only added to, t stored to, c value arrived, p protocol read, q changed by the protocol, f coinbase fee.
 */
const LETTERS: Record<string, number> = {
  r: AccessFlag.READ,
  g: AccessFlag.GAS_ONLY,
  w: AccessFlag.WRITE | AccessFlag.NET,
  t: AccessFlag.TOUCHED,
  c: AccessFlag.CREDIT,
  p: AccessFlag.PROTOCOL_READ,
  q: AccessFlag.PROTOCOL_WRITE | AccessFlag.NET,
  f: AccessFlag.FEE,
  a: AccessFlag.ADDS,
};

/** A transaction as gas and letters by key; keys in capitals are account fields, the others storage slots. */
export type SketchedTransaction = readonly [gas: number, accesses: Readonly<Record<string, string>>];

/** A table from a sketch, with the number of each key by name. */
export function sketch(transactions: readonly SketchedTransaction[]): {
  table: AccessTable;
  key: (name: string) => number;
} {
  const builder = new TableBuilder();
  const numbers = new Map<string, number>();
  for (const [gas, accesses] of transactions) {
    builder.transaction(gas);
    for (const [name, letters] of Object.entries(accesses)) {
      let number = numbers.get(name);
      if (number === undefined) {
        number = builder.key(name === name.toLowerCase());
        numbers.set(name, number);
      }
      builder.access(
        number,
        [...letters].reduce((flags, letter) => flags | (LETTERS[letter] ?? 0), 0),
      );
    }
  }
  return {
    table: builder.build(),
    key: (name) => numbers.get(name) ?? -1,
  };
}

/** What contracts and the protocol can do to one key, slots before account fields. */
const SLOT_DEALINGS = ["r", "rw", "rwt", "rwta", "rwta", "rt", "g", "gt", "gwt", "w"];
const ACCOUNT_DEALINGS = ["r", "rw", "c", "cw", "rcw", "w", "p", "pq", "rpq", "rwpq", "cwpq", "f", "rf", "cwf", "q"];

/** Random blocks of up to 12 transactions over few keys, so that most of them conflict. */
export const tables: fc.Arbitrary<AccessTable> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.nat()), {
        selector: ([key]) => key,
        maxLength: 5,
        size: "max",
      }),
    ),
    { maxLength: 12, size: "max" },
  )
  .map(
    (transactions) =>
      sketch(
        transactions.map(([gas, accesses]) => [
          gas,
          Object.fromEntries(
            accesses.map(([key, choice]) => {
              const dealings = key < 3 ? SLOT_DEALINGS : ACCOUNT_DEALINGS;
              return ["abcDEF"[key] as string, dealings[choice % dealings.length] as string];
            }),
          ),
        ]),
      ).table,
  );

/** A row of accesses: key -> flags, the form in which naive models read a table. */
export function rowsOf(table: AccessTable): Map<number, number>[] {
  return Array.from({ length: table.size }, (_, tx) => {
    const row = new Map<number, number>();
    for (let position = table.offsets[tx] ?? 0; position < (table.offsets[tx + 1] ?? 0); position++) {
      row.set(table.keys[position] ?? -1, table.flags[position] ?? 0);
    }
    return row;
  });
}
