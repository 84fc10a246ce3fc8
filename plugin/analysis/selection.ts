import { Uint32Column } from "./columns.ts";
import type { AccessTable } from "./types.ts";

/**
 * Some transactions of a block, as if the others had not been in it. Keys keep their numbers.
 *
 * @param transactions Positions in the table, in ascending order.
 */
export function selectTransactions(table: AccessTable, transactions: readonly number[]): AccessTable {
  const offsets = new Uint32Array(transactions.length + 1);
  const keys = new Uint32Column();
  const flags = new Uint32Column();
  transactions.forEach((transaction, index) => {
    const end = table.offsets[transaction + 1] as number;
    for (let position = table.offsets[transaction] as number; position < end; position++) {
      keys.push(table.keys[position] as number);
      flags.push(table.flags[position] as number);
    }
    offsets[index + 1] = keys.length;
  });
  return {
    size: transactions.length,
    gas: Float64Array.from(transactions, (transaction) => table.gas[transaction] as number),
    offsets,
    keys: keys.finish(),
    flags: Uint16Array.from(flags.finish()),
    keyCount: table.keyCount,
    isSlot: table.isSlot,
  };
}
