import assert from "node:assert/strict";
import fc from "fast-check";
import { countPairs, rawPairsByKey } from "../../plugin/analysis/pairs.ts";
import { FULL, FULL_COMMUTATIVE, STORAGE, STORAGE_TOUCHED } from "../../plugin/analysis/rules.ts";
import { naivePairs } from "../helpers/naive-analysis.ts";
import { type SketchedTransaction, sketch, tables } from "../helpers/tables.ts";

describe("pairs", () => {
  it("count a reader with every earlier writer, and two keys of one pair once", () => {
    const { table, key } = sketch([
      [1, { a: "rw", b: "rw" }],
      [1, { a: "rw" }],
      [1, { a: "r", b: "r" }],
      [1, { c: "r" }],
    ]);
    assert.deepEqual(countPairs(table, STORAGE), { rawPairs: 3, anyPairs: 3, withRawPredecessor: 2, inNoConflict: 1 });
    assert.deepEqual(rawPairsByKey(table, STORAGE), [
      { key: key("a"), writers: 2, readers: 3, rawPairs: 3 },
      { key: key("b"), writers: 1, readers: 2, rawPairs: 1 },
    ]);
  });

  it("count a reader before a writer as a pair, but not as a RAW pair", () => {
    const { table } = sketch([
      [1, { a: "r" }],
      [1, { a: "w" }],
    ]);
    assert.deepEqual(countPairs(table, STORAGE), { rawPairs: 0, anyPairs: 1, withRawPredecessor: 0, inNoConflict: 0 });
  });

  it("count stores that were undone only where touching counts", () => {
    const rows: SketchedTransaction[] = [
      [1, { guard: "rt" }],
      [1, { guard: "rt" }],
    ];
    assert.equal(countPairs(sketch(rows).table, STORAGE).anyPairs, 0);
    assert.equal(countPairs(sketch(rows).table, STORAGE_TOUCHED).rawPairs, 1);
  });

  it("count two payments to one account as reads only where additions are not free", () => {
    const { table } = sketch([
      [1, { B: "cw" }],
      [1, { B: "cw" }],
    ]);
    assert.equal(countPairs(table, FULL).rawPairs, 1);
    assert.equal(countPairs(table, FULL_COMMUTATIVE).rawPairs, 0);
    assert.equal(countPairs(table, FULL_COMMUTATIVE).anyPairs, 1);
  });

  it("agree with a look at every pair on random blocks", () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(STORAGE, STORAGE_TOUCHED, FULL, FULL_COMMUTATIVE), (table, rules) =>
        assert.deepEqual(countPairs(table, rules), naivePairs(table, rules)),
      ),
      { numRuns: 1000 },
    );
  });

  it("agree with a look at every pair across the edges of machine words", () => {
    const rows = Array.from(
      { length: 70 },
      (_, tx): SketchedTransaction => [
        1,
        { a: tx % 31 === 0 ? "w" : "", b: tx % 2 === 0 ? "r" : "w", c: tx > 62 ? "rw" : "" },
      ],
    );
    const { table } = sketch(rows);
    assert.deepEqual(countPairs(table, STORAGE), naivePairs(table, STORAGE));
  });
});
