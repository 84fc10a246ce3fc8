import assert from "node:assert/strict";
import fc from "fast-check";
import { analyseBlock } from "../../plugin/analysis/metrics.ts";
import { ORDERING } from "../../plugin/analysis/rules.ts";
import { naiveComponents, naiveDependencies } from "../helpers/naive-analysis.ts";
import { sketch, tables } from "../helpers/tables.ts";

describe("block metrics", () => {
  it("are those worked out by hand for four transactions, two of which share a counter", () => {
    const { table } = sketch([
      [10, { total: "rw", x: "rw" }],
      [20, { total: "rw", y: "rw" }],
      [30, { z: "rw" }],
      [40, { price: "r" }],
    ]);
    const { metrics } = analyseBlock(table, [1, 2, 4]);
    assert.deepEqual(metrics, {
      transactions: 4,
      gas: 100,
      conflictRate: { count: 0.5, gas: 0.3 },
      isolatedShare: { count: 0.5, gas: 0.7 },
      largestComponentShare: { count: 0.5, gas: 0.4 },
      waves: 2,
      criticalPath: { gas: 40, members: [3] },
      ceiling: { count: 2, gas: 2.5 },
      speedup: new Map([
        [1, 1],
        [2, 100 / 70],
        [4, 2.5],
      ]),
    });
  });

  it("leave a sender's own queue out, and count it beside", () => {
    const { table } = sketch([
      [10, { N: "pq" }],
      [10, { N: "pq" }],
    ]);
    const { metrics, withProtocol } = analyseBlock(table);
    assert.equal(metrics.conflictRate.count, 0);
    assert.equal(metrics.ceiling.gas, 2);
    assert.equal(withProtocol.conflictRate.count, 1);
    assert.equal(withProtocol.ceiling.gas, 1);
  });

  it("of an empty block say that nothing waits", () => {
    const { metrics } = analyseBlock(sketch([]).table, [2]);
    assert.deepEqual(metrics, {
      transactions: 0,
      gas: 0,
      conflictRate: { count: 0, gas: 0 },
      isolatedShare: { count: 1, gas: 1 },
      largestComponentShare: { count: 0, gas: 0 },
      waves: 0,
      criticalPath: { gas: 0, members: [] },
      ceiling: { count: 1, gas: 1 },
      speedup: new Map([[2, 1]]),
    });
  });

  it("agree with the literal definitions on random blocks", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { metrics } = analyseBlock(table, [2]);
        const naive = naiveDependencies(table, ORDERING, "last-writer");
        const inEdge = naive.filter((set, tx) => set.size > 0 || naive.some((other) => other.has(tx))).length;
        const labels = naiveComponents(naive);
        const sizes = labels.map((label) => labels.filter((other) => other === label).length);
        const gas = labels.map((label) =>
          labels.reduce((sum, other, tx) => sum + (other === label ? (table.gas[tx] ?? 0) : 0), 0),
        );
        const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
        assert.equal(metrics.conflictRate.count, share(inEdge, table.size));
        assert.equal(metrics.largestComponentShare.count, share(Math.max(0, ...sizes), table.size));
        assert.equal(metrics.largestComponentShare.gas, share(Math.max(0, ...gas), metrics.gas));
        assert.ok(metrics.criticalPath.gas <= metrics.gas && metrics.waves <= metrics.transactions);
      }),
      { numRuns: 500 },
    );
  });
});
