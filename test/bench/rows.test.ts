import assert from "node:assert/strict";
import { goalOf } from "../../bench/engine/goals.ts";
import { sums } from "../../bench/engine/mainnet.ts";
import { type Measurement, rotate } from "../../bench/engine/measure.ts";
import { rowsOf } from "../../bench/engine/report.ts";
import { rowOf } from "../../bench/rows.ts";
import { overviewTable, ratioText, summary } from "../../bench/table.ts";

const MEASUREMENT: Measurement = {
  workload: "erc20",
  rounds: 3,
  transactions: 600,
  gas: 30_000_000n,
  times: new Map([
    ["plain", [480, 500, 520]],
    ["engine-1", [60, 40, 50]],
    ["engine-2", [20, 25, 30]],
  ]),
  cpuTimes: new Map([
    ["plain", [500, 510, 520]],
    ["engine-1", [51, 61, 41]],
    ["engine-2", [60, 50, 55]],
  ]),
};

describe("A row of the benchmark", () => {
  const row = rowOf(
    { suite: "engine", workload: "native", rounds: 5 },
    { name: "engine-1", milliseconds: 20 },
    { name: "edr", milliseconds: 50 },
  );

  it("says how many times faster the subject is than what it is compared with", () => {
    assert.deepEqual(row, {
      suite: "engine",
      workload: "native",
      subject: "engine-1",
      against: "edr",
      ratio: 2.5,
      subjectMilliseconds: 20,
      againstMilliseconds: 50,
      rounds: 5,
    });
  });

  it("names the goal where it is missed, and only there", () => {
    assert.equal(ratioText({ ratio: 2.5 }), "2.50x");
    assert.equal(ratioText({ ratio: 2.5, goal: 2.5 }), "2.50x");
    assert.equal(ratioText({ ratio: 2.5, goal: 3 }), "2.50x (< 3.00)");
  });
});

describe("A measurement", () => {
  it("becomes one row for each pair, of medians", () => {
    const rows = rowsOf(MEASUREMENT, [
      ["engine-1", "plain"],
      ["engine-2", "engine-1"],
    ]);
    assert.deepEqual(
      rows.map(({ subject, against, ratio, goal }) => ({ subject, against, ratio, goal })),
      [
        { subject: "engine-1", against: "plain", ratio: 10, goal: 12 },
        { subject: "engine-2", against: "engine-1", ratio: 2, goal: 1.4 },
      ],
    );
  });

  it("compares the time of the processor too", () => {
    const [row] = rowsOf(MEASUREMENT, [["engine-1", "plain"]]);
    assert.equal(row?.cpuRatio, 10);
  });

  it("counts the traffic of one round in one median time", () => {
    const [row] = rowsOf(MEASUREMENT, [["engine-1", "plain"]]);
    // 200 transactions and 10 million gas in 50 ms.
    assert.equal(row?.transactionsPerSecond, 4000);
    assert.equal(row?.megagasPerSecond, 200);
  });

  it("adds up with others by its medians", () => {
    const [row] = sums([MEASUREMENT, MEASUREMENT], [["engine-1", "plain"]]);
    assert.equal(row?.workload, "mainnet");
    assert.deepEqual([row?.subjectMilliseconds, row?.againstMilliseconds, row?.ratio], [100, 1000, 10]);
  });
});

describe("A goal", () => {
  it("is a small loss at most for every workload on several threads", () => {
    assert.equal(goalOf({ workload: "same-recipient", subject: "engine-2", against: "engine-1" }), 0.95);
    assert.equal(goalOf({ workload: "compute", subject: "engine-2", against: "engine-1" }), 1.8);
  });

  it("is Hardhat's own speed for every workload of one transaction a block", () => {
    assert.equal(goalOf({ workload: "automine-compute", subject: "engine-1", against: "edr" }), 1);
    assert.equal(goalOf({ workload: "automine-compute", subject: "engine-1", against: "plain" }), undefined);
  });
});

describe("The order of subjects", () => {
  it("begins with another one each round", () => {
    const subjects = ["a", "b", "c"];
    assert.deepEqual(
      [0, 1, 2, 3].map((round) => rotate(subjects, round).join("")),
      ["abc", "bca", "cab", "abc"],
    );
  });
});

describe("The summary", () => {
  it("has a part for each pair, a line for each workload, and marks what is missed", () => {
    const rows = rowsOf(MEASUREMENT, [
      ["engine-1", "plain"],
      ["engine-2", "plain"],
    ]);
    const lines = summary(rows).map((line) => line.replaceAll(/\s+/g, " ").trim());
    assert.deepEqual(
      lines.filter((line) => line !== ""),
      [
        "engine-1 : plain faster by goal",
        "erc20 10.00x 12.00x missed",
        "engine-2 : plain faster by goal",
        "erc20 20.00x",
      ],
    );
  });
});

describe("The overview", () => {
  it("has a column for each pair and a line for each workload, on one page", () => {
    const rows = [
      ...rowsOf(MEASUREMENT, [
        ["engine-1", "plain"],
        ["engine-2", "engine-1"],
      ]).map((row) => ({ ...row, goal: undefined })),
      ...rowsOf({ ...MEASUREMENT, workload: "automine-swap-one-pool" }, [["engine-1", "plain"]]),
    ];
    assert.deepEqual(overviewTable(rows), [
      "How many times faster is   engine-1   engine-2",
      "than                          plain   engine-1",
      "erc20                        10.00x      2.00x",
      "automine-swap-one-pool       10.00x          -",
    ]);
    assert.deepEqual(overviewTable([]), []);
  });
});
