import assert from "node:assert/strict";
import { blockLevels, levelFigures } from "../../plugin/analysis/levels.ts";
import { STORAGE } from "../../plugin/analysis/rules.ts";
import type { AccountAccess, Hex, StorageAccess, TransactionRecord } from "../../plugin/engine/access/types.ts";
import { sketch } from "../helpers/tables.ts";

const TOKEN: Hex = "0x00000000000000000000000000000000000000aa";
const word = (value: number): Hex => `0x${value.toString(16).padStart(64, "0")}`;

/** A slot looked up, and stored to when `after` is given. */
function slot(number: number, after?: number): StorageAccess {
  const before = word(1);
  return {
    address: TOKEN,
    slot: word(number),
    looked: true,
    gasOnly: false,
    touched: after !== undefined,
    before,
    after: after === undefined ? before : word(after),
  };
}

function received(address: Hex): AccountAccess {
  const no = { read: false, protocolRead: false, protocolWrite: false, fee: false };
  return { address, field: "balance", ...no, credit: true, written: true, net: true };
}

function transaction(
  index: number,
  gasUsed: bigint,
  storage: StorageAccess[],
  accounts: AccountAccess[] = [],
  succeeded = true,
): TransactionRecord {
  return { index, hash: word(index), from: TOKEN, succeeded, gasUsed, storage, accounts, preimages: [], codes: [] };
}

describe("levels of the public reference", () => {
  it("are those worked out by hand", () => {
    const payee: Hex = "0x00000000000000000000000000000000000000bb";
    const levels = blockLevels({
      number: 7n,
      hardfork: "london",
      transactions: [
        transaction(0, 100n, [slot(1, 2), slot(5, 1)], [received(payee)]),
        transaction(1, 200n, [slot(1, 3), slot(5, 1)]),
        transaction(2, 300n, [slot(1)], [received(payee)], false),
        transaction(3, 400n, [slot(2, 9)]),
      ],
    });
    const alone = { txsInNoConflict: 1, criticalPathGas: 600, idealSpeedup: 1.667 };
    const chain = { rawPairs: 3, anyPairs: 3, txsWithRawPredecessor: 2, longestChainTxs: 3, ...alone };
    const listSchedule = { 2: 1.667, 4: 1.667, 8: 1.667, 16: 1.667 };
    const { storage, storageTouched, full, fullCommutative, ...head } = levels;
    assert.deepEqual(head, {
      number: 7,
      hardfork: "london",
      txs: 4,
      failedTxs: 1,
      totalGas: 1000,
      storageReads: 6,
      storageWritesNet: 3,
      storageWritesTouched: 5,
    });
    const hotKeys = [{ key: `${TOKEN}:${word(1)}`, writers: 2, readers: 3, rawPairs: 3 }];
    assert.deepEqual(storage, { ...chain, listSchedule, hotKeys });
    for (const level of [storageTouched, full, fullCommutative]) assert.deepEqual(level, { ...chain, listSchedule });
  });

  it("differ where stores change nothing and where value is only added", () => {
    const payee: Hex = "0x00000000000000000000000000000000000000bb";
    const { storage, storageTouched, full, fullCommutative } = blockLevels({
      number: 7n,
      hardfork: "london",
      transactions: [
        transaction(0, 100n, [slot(5, 1)], [received(payee)]),
        transaction(1, 100n, [slot(5, 1)]),
        transaction(2, 100n, [], [received(payee)]),
      ],
    });
    const pairs = [storage, storageTouched, full, fullCommutative].map((level) => [level.rawPairs, level.anyPairs]);
    assert.deepEqual(pairs, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 1],
    ]);
  });

  it("name the ten slots with the most RAW pairs, by name where they are equal", () => {
    const slots = Array.from({ length: 12 }, (_, index) => slot(index, 5));
    const levels = blockLevels({
      number: 7n,
      hardfork: "london",
      transactions: [transaction(0, 1n, slots), transaction(1, 1n, slots.toReversed()), transaction(2, 1n, [slot(11)])],
    });
    assert.deepEqual(
      levels.storage.hotKeys.map(({ key, rawPairs }) => [Number(key.slice(-2).replace(/^/, "0x")), rawPairs]),
      [[11, 3], ...Array.from({ length: 9 }, (_, index) => [index, 1])],
    );
  });

  it("of an empty block have an ideal speed-up of 1 and list schedules of 0", () => {
    assert.deepEqual(levelFigures(sketch([]).table, STORAGE), {
      rawPairs: 0,
      anyPairs: 0,
      txsWithRawPredecessor: 0,
      txsInNoConflict: 0,
      longestChainTxs: 0,
      criticalPathGas: 0,
      idealSpeedup: 1,
      listSchedule: { 2: 0, 4: 0, 8: 0, 16: 0 },
    });
  });
});
