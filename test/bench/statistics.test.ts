import assert from "node:assert/strict";
import { median, quantile, slope, spread } from "../../bench/statistics.ts";

describe("The benchmark's statistics", () => {
  it("take the middle value of an odd number of values, in whatever order they are", () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([7]), 7);
  });

  it("take the mean of the two middle values of an even number", () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  it("sort by size, not as text", () => {
    assert.equal(median([10, 9, 100]), 10);
  });

  it("interpolate quantiles between neighbours", () => {
    assert.equal(quantile([1, 2, 3, 4, 5], 0.25), 2);
    assert.equal(quantile([1, 2, 3, 4], 0.25), 1.75);
    assert.equal(quantile([1, 2], 1), 2);
  });

  it("give the spread of the middle half as a share of the median", () => {
    assert.equal(spread([8, 9, 10, 11, 12]), 0.2);
    assert.equal(spread([5, 5, 5]), 0);
  });

  it("give the slope of the line that is nearest to points", () => {
    assert.equal(
      slope([
        [10, 7],
        [20, 12],
        [40, 22],
      ]),
      0.5,
    );
    assert.equal(
      slope([
        [0, 0],
        [1, 4],
        [2, 2],
      ]),
      1,
    );
    assert.throws(() => slope([[3, 1]]), RangeError);
    assert.throws(() => slope([]), RangeError);
  });

  it("refuse to make a figure of no values", () => {
    assert.throws(() => median([]), RangeError);
  });

  it("leave the values as they were", () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });
});
