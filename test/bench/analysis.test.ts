import assert from "node:assert/strict";
import { rowsOf, syntheticBlock } from "../../bench/analysis/synthetic-block.ts";
import { analyseColumns, analyseTransactions } from "../../plugin/report/block-findings.ts";

describe("The synthetic block of the benchmark", () => {
  const block = syntheticBlock(1_000);

  it("has as many transactions as asked for, of ten keys each", () => {
    const { size, offsets, keys } = block.columns.table;
    assert.equal(size, 1_000);
    for (let tx = 0; tx < size; tx++) {
      const [start, end] = [offsets[tx] ?? 0, offsets[tx + 1] ?? 0];
      assert.equal(new Set(keys.subarray(start, end)).size, 10);
    }
  });

  it("is the same every time, so that times can be compared", () => {
    assert.deepEqual(syntheticBlock(1_000), block);
  });

  it("gives the same figures as rows of a record and as columns, and has conflicts to find", () => {
    const { columns, record, variables } = block;
    const fromColumns = analyseColumns(columns, record, variables);
    const fromRows = analyseTransactions({ kind: "block", title: "" }, rowsOf(block), record, variables);
    for (const figure of ["conflicting", "waiting", "waves", "ceiling", "gas", "criticalPath", "protocol"] as const) {
      assert.deepEqual(fromRows[figure], fromColumns[figure], figure);
    }
    assert.deepEqual(fromRows.pairs.length, fromColumns.pairs.length);
    assert.ok(fromColumns.conflicting > 500 && fromColumns.waves > 3 && fromColumns.pairs.length > 100);
  });
});
