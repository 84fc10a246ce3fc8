import assert from "node:assert/strict";
import { tableFromRecords, tableFromRows } from "../../plugin/analysis/table.ts";
import type { AccountAccess, Hex, StorageAccess, TransactionRecord } from "../../plugin/engine/access/types.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import type { KeyRow, TransactionRow } from "../../plugin/record/types.ts";

const { READ, GAS_ONLY, WRITE, TOUCHED, CREDIT, PROTOCOL_READ, PROTOCOL_WRITE, NET, FEE } = AccessFlag;
const TOKEN: Hex = "0x00000000000000000000000000000000000000aa";
const ALICE: Hex = "0x00000000000000000000000000000000000000bb";
const ZERO: Hex = `0x${"0".repeat(64)}`;
const ONE: Hex = `0x${"1".padStart(64, "0")}`;

function slot(access: Partial<StorageAccess>): StorageAccess {
  const none = { looked: true, gasOnly: false, touched: false, before: ZERO, after: ZERO };
  return { address: TOKEN, slot: ONE, ...none, ...access };
}

function account(access: Partial<AccountAccess>): AccountAccess {
  const none = { read: false, credit: false, written: false, net: false };
  return {
    address: ALICE,
    field: "balance",
    ...none,
    protocolRead: false,
    protocolWrite: false,
    fee: false,
    ...access,
  };
}

function transaction(storage: StorageAccess[], accounts: AccountAccess[] = []): TransactionRecord {
  const identity = { index: 0, hash: ZERO, from: ALICE, succeeded: true, gasUsed: 21_000n };
  return { ...identity, storage, accounts, preimages: [], codes: [] };
}

function flagsOf(record: TransactionRecord): number[] {
  return [...tableFromRecords([record]).table.flags];
}

describe("a table from the engine's records", () => {
  it("gives the same slot of different transactions one key, and different fields of one account different keys", () => {
    const { table, keys } = tableFromRecords([
      transaction([slot({})], [account({ read: true }), account({ field: "nonce", read: true })]),
      transaction([slot({ slot: ZERO }), slot({})]),
    ]);
    assert.deepEqual(keys, [
      { kind: "slot", address: TOKEN, slot: ONE },
      { kind: "balance", address: ALICE },
      { kind: "nonce", address: ALICE },
      { kind: "slot", address: TOKEN, slot: ZERO },
    ]);
    assert.deepEqual([...table.keys], [0, 1, 2, 3, 0]);
    assert.deepEqual([...table.offsets], [0, 3, 5]);
    assert.deepEqual([...table.isSlot], [1, 0, 0, 1]);
    assert.deepEqual([...table.gas], [21_000, 21_000]);
  });

  it("says of a slot whether it was looked up, for its price only, stored to, and changed", () => {
    assert.deepEqual(flagsOf(transaction([slot({})])), [READ]);
    assert.deepEqual(flagsOf(transaction([slot({ gasOnly: true, touched: true })])), [GAS_ONLY | TOUCHED]);
    assert.deepEqual(flagsOf(transaction([slot({ touched: true, after: ONE })])), [READ | TOUCHED | WRITE | NET]);
    assert.deepEqual(flagsOf(transaction([slot({ looked: false, before: ONE })])), [WRITE | NET]);
  });

  it("keeps what contracts and what the protocol did to an account apart", () => {
    const accesses = [
      account({ read: true, written: true, net: true }),
      account({ field: "nonce", protocolRead: true, protocolWrite: true, net: true }),
      account({ field: "code", credit: true, fee: true }),
    ];
    assert.deepEqual(flagsOf(transaction([], accesses)), [
      READ | WRITE | NET,
      PROTOCOL_READ | PROTOCOL_WRITE | NET,
      CREDIT | FEE,
    ]);
  });
});

describe("a table from rows of a run record", () => {
  it("numbers only the keys that occur, and says which key of the record each is", () => {
    const keys: KeyRow[] = [
      { kind: "slot", address: TOKEN, slot: ZERO, members: [] },
      { kind: "balance", address: ALICE, members: [] },
      { kind: "slot", address: TOKEN, slot: ONE, members: [] },
    ];
    const row = (accesses: TransactionRow["accesses"]): TransactionRow => {
      return { hash: ZERO, from: ALICE, function: 0, phase: "body", succeeded: true, gas: "30000", accesses };
    };
    const found = tableFromRows(
      [
        row([{ key: 2, flags: READ }]),
        row([
          { key: 1, flags: CREDIT },
          { key: 2, flags: READ | WRITE, changed: 1 },
        ]),
      ],
      keys,
    );
    assert.deepEqual(Array.from(found.keys), [2, 1]);
    assert.deepEqual([...found.table.keys], [0, 1, 0]);
    assert.deepEqual([...found.table.flags], [READ, CREDIT, READ | WRITE]);
    assert.deepEqual([...found.table.isSlot], [1, 0]);
    assert.deepEqual([...found.table.gas], [30_000, 30_000]);
  });
});
