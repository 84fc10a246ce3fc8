import assert from "node:assert/strict";
import fc from "fast-check";
import { buildDependencies } from "../../plugin/analysis/graph.ts";
import { ORDERING } from "../../plugin/analysis/rules.ts";
import { selectTransactions } from "../../plugin/analysis/selection.ts";
import { rowsOf, tables } from "../helpers/tables.ts";

describe("A selection of transactions", () => {
  it("is the block with these transactions alone, their keys as they were", () => {
    fc.assert(
      fc.property(tables, fc.infiniteStream(fc.boolean()), (table, coins) => {
        const members = [...Array(table.size).keys()].filter(() => coins.next().value === true);
        const selected = selectTransactions(table, members);
        const rows = rowsOf(table);
        assert.equal(selected.size, members.length);
        assert.equal(selected.keyCount, table.keyCount);
        assert.deepEqual(
          rowsOf(selected),
          members.map((member) => rows[member]),
        );
        assert.deepEqual(
          [...selected.gas],
          members.map((member) => table.gas[member]),
        );
      }),
    );
  });

  it("of all of them is the block itself", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const all = selectTransactions(table, [...Array(table.size).keys()]);
        assert.deepEqual(
          buildDependencies(all, ORDERING, "last-writer"),
          buildDependencies(table, ORDERING, "last-writer"),
        );
      }),
    );
  });
});
