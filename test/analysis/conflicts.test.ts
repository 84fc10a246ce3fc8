import assert from "node:assert/strict";
import fc from "fast-check";
import { CONFLICT_KINDS, type ConflictColumns, findConflicts } from "../../plugin/analysis/conflicts.ts";
import { naiveConflicts } from "../helpers/naive-analysis.ts";
import { type SketchedTransaction, sketch, tables } from "../helpers/tables.ts";

function conflictEdges({ length, from, to, key, kind }: ConflictColumns) {
  return Array.from({ length }, (_, edge) => ({
    from: from[edge],
    to: to[edge],
    key: key[edge] ?? -1,
    kind: CONFLICT_KINDS[kind[edge] ?? -1],
  }));
}

/** The edges of a sketch as `from>to kind key`. */
function edges(...transactions: SketchedTransaction[]): string[] {
  const { table, key } = sketch(transactions);
  const names = new Map(transactions.flatMap(([, row]) => Object.keys(row)).map((name) => [key(name), name]));
  return conflictEdges(findConflicts(table)).map(
    (edge) => `${edge.from}>${edge.to} ${edge.kind} ${names.get(edge.key)}`,
  );
}

describe("conflicts", () => {
  it("finds none where everybody only reads", () => {
    assert.deepEqual(edges([1, { flag: "r" }], [1, { flag: "r" }], [1, { flag: "r" }]), []);
  });

  it("names a lookup of a changed value raw, and rmw when the reader changes it too", () => {
    assert.deepEqual(edges([1, { a: "wt" }], [1, { a: "r" }], [1, { a: "rwt" }]), [
      "0>1 raw a",
      "0>2 rmw a",
      "1>2 war a",
    ]);
  });

  it("joins a reader to the last writer only", () => {
    assert.deepEqual(edges([1, { a: "rw" }], [1, { a: "rw" }], [1, { a: "r" }]), ["0>1 rmw a", "1>2 raw a"]);
  });

  it("names a store that never looked at the value gas-only", () => {
    assert.deepEqual(edges([1, { a: "gwt" }], [1, { a: "gwt" }], [1, { a: "g" }]), [
      "0>1 gas-only a",
      "1>2 gas-only a",
    ]);
  });

  it("names additions to one slot commutative while nobody writes it otherwise", () => {
    assert.deepEqual(edges([1, { a: "rwta" }], [1, { a: "rwta" }], [1, { a: "rwt" }], [1, { a: "rwta" }]), [
      "0>1 commutative a",
      "1>2 rmw a",
      "2>3 rmw a",
    ]);
    assert.deepEqual(edges([1, { a: "rwta" }], [1, { a: "r" }], [1, { a: "rwta" }]), [
      "0>1 raw a",
      "0>2 commutative a",
      "1>2 war a",
    ]);
  });

  it("does not take a value that was set and restored for a write", () => {
    assert.deepEqual(edges([1, { guard: "rt" }], [1, { guard: "rt" }]), []);
  });

  it("names value that two transactions send to one account waw, and a later look at the balance raw", () => {
    assert.deepEqual(edges([1, { B: "cw" }], [1, { B: "cw" }], [1, { B: "r" }]), ["0>1 waw B", "1>2 raw B"]);
  });

  it("joins every reader since the last write to the next writer as war", () => {
    assert.deepEqual(edges([1, { a: "r" }], [1, { a: "g" }], [1, { a: "wt" }], [1, { a: "wt" }]), [
      "1>2 war a",
      "0>2 war a",
      "2>3 waw a",
    ]);
  });

  it("keeps transactions of one sender apart from contract conflicts as protocol", () => {
    assert.deepEqual(edges([1, { N: "pq", B: "pq" }], [1, { N: "pq", B: "pq" }]), ["0>1 protocol N", "0>1 protocol B"]);
  });

  it("does not repeat as protocol what contract logic already orders", () => {
    assert.deepEqual(edges([1, { B: "rwpq" }], [1, { B: "rwpq" }]), ["0>1 rmw B"]);
  });

  it("joins fees to nobody but a reader of the coinbase's balance", () => {
    assert.deepEqual(edges([1, { B: "f" }], [1, { B: "f" }], [1, { B: "rf" }], [1, { B: "f" }]), ["1>2 protocol B"]);
  });

  it("agrees with the literal definition on random blocks", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const found = conflictEdges(findConflicts(table)).map((e) => `${e.from} ${e.to} ${e.key} ${e.kind}`);
        assert.deepEqual(found.sort(), naiveConflicts(table));
      }),
      { numRuns: 500 },
    );
  });

  it("emits at most three edges an access, however hot the key", () => {
    const transactions = (count: number): SketchedTransaction[] =>
      Array.from({ length: count }, (_, tx) => [1, { hot: ["rw", "r", "gwt", "r"][tx % 4] as string }]);
    for (const count of [1000, 2000, 4000]) {
      const { length } = findConflicts(sketch(transactions(count)).table);
      assert.ok(length <= 3 * count, `${length} edges for ${count} accesses`);
    }
  });
});
