import assert from "node:assert/strict";
import type { MeasuredBlock } from "../../bench/simulation/costs.ts";
import { curveOf } from "../../bench/simulation/curve.ts";

const COSTS = { decode: 1, recover: 2, takeIn: 0, publish: 1, share: 1, validate: 1, commit: 3 };

function blockOf(dependencies: (index: number) => number[], kind: (index: number) => string): MeasuredBlock {
  const transactions = Array.from({ length: 16 }, (_, index) => ({
    execution: 100,
    dependencies: dependencies(index),
  }));
  return { transactions, kinds: transactions.map((_, index) => kind(index)), costs: COSTS, seal: 30 };
}

describe("The curve of a block", () => {
  it("begins with all work one after the other", () => {
    const [alone] = curveOf(
      blockOf(
        () => [],
        () => "pay",
      ),
      [1],
    );
    assert.deepEqual(alone, {
      threads: 1,
      time: 16 * 106 + 30,
      serial: 16 * 4 + 30,
      aborts: 0,
      inOrder: 16,
      limit: "threads",
    });
  });

  it("falls with every thread for transactions that do not depend on one another", () => {
    const points = curveOf(
      blockOf(
        () => [],
        () => "pay",
      ),
      [1, 2, 4, 8],
    );
    const times = points.map(({ time }) => time);
    assert.deepEqual(
      times.toSorted((a, b) => b - a),
      times,
    );
    assert.deepEqual(
      points.map(({ aborts }) => aborts),
      [0, 0, 0, 0],
    );
    // Work of one thread divided by eight, and what main does alone.
    assert.ok((times[3] as number) < 30 + 16 * 7 + 300);
  });

  it("stays where it is for a chain that the predictor has learnt to leave alone", () => {
    const [alone, ...more] = curveOf(
      blockOf(
        (index) => (index === 0 ? [] : [index - 1]),
        () => "swap",
      ),
      [1, 2, 16],
    );
    for (const { time, limit } of more) {
      // But for the senders, which other threads recover meanwhile.
      assert.equal(time, (alone?.time ?? 0) - 16 * COSTS.recover);
      assert.equal(limit, "conflict chain");
    }
  });
});
