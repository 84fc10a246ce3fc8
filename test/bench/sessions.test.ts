import assert from "node:assert/strict";
import { MethodTimes } from "../../bench/sessions/method-times.ts";
import type { SuiteRun } from "../../bench/sessions/subject.ts";
import { linesOfRows, rowsOfRuns } from "../../bench/sessions/suite.ts";

function run(send: number, call: number, megabytes: number): SuiteRun {
  const methods = [
    { method: "eth_call", count: 10, milliseconds: call },
    { method: "eth_sendTransaction", count: 4, milliseconds: send },
    { method: "eth_chainId", count: 1, milliseconds: 0.01 },
  ];
  return { methods, failed: 1, cpuMilliseconds: send + call, resident: megabytes * 1e6 };
}

const RUNS = {
  engine: [run(80, 20, 300), run(70, 10, 330), run(90, 30, 310)],
  edr: [run(40, 40, 200), run(50, 50, 210), run(30, 30, 190)],
};

describe("A benchmark of whole suites", () => {
  const [total, ...methods] = rowsOfRuns("safe", RUNS);

  it("compares the time of all requests, and the memory that they leave behind", () => {
    assert.deepEqual(total, {
      suite: "sessions",
      workload: "safe",
      subject: "engine",
      against: "edr",
      ratio: 80.01 / 100.01,
      subjectMilliseconds: 100.01,
      againstMilliseconds: 80.01,
      rounds: 3,
      goal: 1,
      cpuRatio: 0.8,
      memoryRatio: 1.55,
      subjectMegabytes: 310,
      againstMegabytes: 200,
    });
  });

  it("compares every method, the slowest first", () => {
    assert.deepEqual(
      methods.map(({ workload, method, count, ratio }) => ({ workload, method, count, ratio })),
      [
        { workload: "safe/eth_sendTransaction", method: "eth_sendTransaction", count: 4, ratio: 0.5 },
        { workload: "safe/eth_call", method: "eth_call", count: 10, ratio: 2 },
        { workload: "safe/eth_chainId", method: "eth_chainId", count: 1, ratio: 1 },
      ],
    );
  });

  it("leaves out methods that take no time, and says where a goal is missed", () => {
    const lines = linesOfRows([total, ...methods].filter((row) => row !== undefined));
    assert.equal(lines.filter((line) => line.includes("eth_")).length, 2);
    assert.match(lines[1] ?? "", /^ {2}all .* 0\.80x \(< 1\.00\)$/);
    assert.match(lines.at(-2) ?? "", /engine 310 MB, edr 200 MB: 1\.55x \(> 1\.5\)/);
  });

  it("takes the suite's own time where the requests are not all of it", () => {
    const timed = (milliseconds: number): SuiteRun => ({ ...run(1, 1, 1), milliseconds });
    const [row] = rowsOfRuns("mocha", { engine: [timed(50)], edr: [timed(100)] });
    assert.equal(row?.ratio, 2);
  });
});

describe("The times of methods", () => {
  it("are added up", () => {
    const times = new MethodTimes();
    times.add("eth_call", 2);
    times.add("eth_chainId", 1);
    times.add("eth_call", 3);
    assert.deepEqual(times.rows(), [
      { method: "eth_call", count: 2, milliseconds: 5 },
      { method: "eth_chainId", count: 1, milliseconds: 1 },
    ]);
  });
});
