import assert from "node:assert/strict";
import { buildDependencies, waveOf } from "../../plugin/analysis/graph.ts";
import {
  DELTA,
  Dealing,
  dealingsUnder,
  FULL,
  FULL_COMMUTATIVE,
  ORDERING,
  ORDERING_WITH_PROTOCOL,
  STORAGE,
  STORAGE_TOUCHED,
} from "../../plugin/analysis/rules.ts";
import type { ConflictRules } from "../../plugin/analysis/types.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import { type SketchedTransaction, sketch } from "../helpers/tables.ts";

/** Whether the second transaction waits for the first, when they deal so with one key: a slot in lower case, an account field in capitals. */
function waits(rules: ConflictRules, key: string, first: string, second: string): boolean {
  return waves(rules, [1, { [key]: first }], [1, { [key]: second }])[1] === 2;
}

function waves(rules: ConflictRules, ...transactions: SketchedTransaction[]): number[] {
  return [...waveOf(buildDependencies(sketch(transactions).table, rules, "last-writer"))];
}

describe("ordering rules", () => {
  it("let a lookup wait for a changed value, of slots and of accounts", () => {
    assert.ok(waits(ORDERING, "slot", "gwt", "r"));
    assert.ok(waits(ORDERING, "BALANCE", "cw", "r"));
  });

  it("let nothing wait for a lookup, a store that changed nothing, the price of a store, or an addition", () => {
    assert.ok(!waits(ORDERING, "slot", "r", "rwt"));
    assert.ok(!waits(ORDERING, "slot", "rt", "rt"));
    assert.ok(!waits(ORDERING, "slot", "gwt", "gwt"));
    assert.ok(!waits(ORDERING, "BALANCE", "cw", "cw"));
  });

  it("leave the protocol's accounting out, unless asked for it", () => {
    for (const [first, second] of [
      ["pq", "pq"],
      ["cw", "pq"],
      ["f", "r"],
      ["pq", "r"],
    ] as const) {
      assert.ok(!waits(ORDERING, "BALANCE", first, second));
      assert.ok(waits(ORDERING_WITH_PROTOCOL, "BALANCE", first, second));
    }
  });

  it("never let a fee wait for a fee, but a reader of the coinbase's balance for all of them", () => {
    const fees: SketchedTransaction[] = [
      [1, { a: "rw", C: "f" }],
      [1, { a: "rw", C: "f" }],
      [1, { C: "f" }],
    ];
    assert.deepEqual(waves(ORDERING_WITH_PROTOCOL, ...fees, [1, { C: "r" }]), [1, 2, 1, 3]);
  });
});

describe("delta rules", () => {
  it("let nothing wait to add, and whoever looks wait for all additions and for the write before them", () => {
    const block: SketchedTransaction[] = [
      [1, { a: "gwt" }],
      [1, { a: "rwta" }],
      [1, { a: "rwta" }],
    ];
    assert.deepEqual(waves(DELTA, ...block, [1, { a: "r" }]), [1, 1, 1, 2]);
    assert.deepEqual(waves(ORDERING, ...block, [1, { a: "r" }]), [1, 2, 3, 4]);
  });

  it("let a read, a debit or a blind store order as everywhere", () => {
    assert.ok(waits(DELTA, "slot", "rwta", "rwt"));
    assert.ok(waits(DELTA, "slot", "gwt", "r"));
    assert.ok(!waits(DELTA, "slot", "rwt", "rwta"));
    assert.ok(!waits(DELTA, "slot", "rwta", "gwt"));
  });
});

describe("reference rules", () => {
  it("take every store for a lookup", () => {
    for (const rules of [STORAGE, STORAGE_TOUCHED, FULL, FULL_COMMUTATIVE])
      assert.ok(waits(rules, "slot", "gwt", "gt"));
  });

  it("take a store that changed nothing for a write only at the level storageTouched", () => {
    for (const rules of [STORAGE, FULL, FULL_COMMUTATIVE]) assert.ok(!waits(rules, "slot", "rt", "r"));
    assert.ok(waits(STORAGE_TOUCHED, "slot", "rt", "r"));
    assert.ok(waits(STORAGE_TOUCHED, "slot", "w", "r"));
  });

  it("look at accounts, sender's nonce and gas included, only at the full levels", () => {
    for (const rules of [STORAGE, STORAGE_TOUCHED]) assert.ok(!waits(rules, "NONCE", "pq", "pq"));
    for (const rules of [FULL, FULL_COMMUTATIVE]) assert.ok(waits(rules, "NONCE", "pq", "pq"));
  });

  it("take received value for a lookup at the level full, and for a blind addition at fullCommutative", () => {
    assert.ok(waits(FULL, "BALANCE", "cw", "cw"));
    assert.ok(!waits(FULL_COMMUTATIVE, "BALANCE", "cw", "cw"));
    assert.ok(waits(FULL_COMMUTATIVE, "BALANCE", "cw", "p"));
  });

  it("leave coinbase fees out", () => {
    for (const rules of [FULL, FULL_COMMUTATIVE]) assert.ok(!waits(rules, "BALANCE", "f", "r"));
  });

  it("say the same as a table, for every combination of flags", () => {
    const all = [ORDERING, ORDERING_WITH_PROTOCOL, DELTA, STORAGE, STORAGE_TOUCHED, FULL, FULL_COMMUTATIVE];
    const most = 2 * Math.max(...Object.values(AccessFlag));
    for (const rules of all) {
      const dealings = dealingsUnder(rules);
      for (let flags = 0; flags < most; flags++) {
        for (const isSlot of [false, true]) {
          const dealing = dealings[2 * flags + Number(isSlot)] ?? 0;
          const reads = rules.reads(flags, isSlot);
          const writes = rules.writes(flags, isSlot);
          assert.equal((dealing & Dealing.READS) !== 0, reads);
          assert.equal((dealing & Dealing.WRITES) !== 0, writes);
          assert.equal((dealing & Dealing.INCREMENTS) !== 0, writes && !reads && rules.increments(flags, isSlot));
        }
      }
    }
  });
});
