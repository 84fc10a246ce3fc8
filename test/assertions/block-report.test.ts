import assert from "node:assert/strict";
import { inspect } from "node:util";
import { assertGolden } from "../helpers/golden.ts";
import { RecordBuilder } from "../helpers/run-record.ts";
import { aborted, mintsAndBurns, payments, reportOf } from "./reports.ts";

describe("A report on a block", () => {
  it("reads well", () => {
    assertGolden(import.meta.url, "report-conflicts", String(mintsAndBurns()));
    assertGolden(import.meta.url, "report-failure", String(payments()));
  });

  it("is printed the same by console.log", () => {
    assert.equal(inspect(mintsAndBurns()), String(mintsAndBurns()));
  });

  it("gives its figures as values", () => {
    const report = mintsAndBurns();
    assert.equal(report.transactions.length, 10);
    assert.equal(report.gas, 500_000);
    assert.equal(report.waves, 8);
    assert.equal(report.criticalPathGas, 400_000);
    assert.equal(report.ceiling, 1.25);
    assert.equal(report.conflictRate, 1);
    assert.equal(report.speedup({ threads: 1 }), 1);
    assert.equal(report.speedup({ threads: 2 }), 1.25);
    assert.deepEqual(report.failed, []);
    assert.deepEqual(
      payments().failed.map((transaction) => transaction.function),
      ["Token.refuse"],
    );
  });

  it("lists conflicts by variable, functions and lines, most waits first", () => {
    const { conflicts } = mintsAndBurns();
    const told = conflicts.map(({ variable, element, functions, waits }) => ({ variable, element, functions, waits }));
    assert.deepEqual(told, [
      { variable: "Token.totalSupply", element: undefined, functions: ["Token.mint", "Token.mint"], waits: 5 },
      { variable: "Token.totalSupply", element: undefined, functions: ["Token.burn", "Token.burn"], waits: 1 },
      { variable: "Token.totalSupply", element: undefined, functions: ["Token.burn", "Token.mint"], waits: 1 },
      {
        variable: "Token.balances[*]",
        element: "Token.balances[0x7099...7909 (signer 9)]",
        functions: ["Token.move(address,uint256)", "Token.move(address,uint256)"],
        waits: 1,
      },
    ]);
    assert.deepEqual(conflicts[0]?.source, { file: "contracts/Token.sol", line: 5 });
    const line = { file: "contracts/Token.sol", line: 12, function: "Token.mint" };
    assert.deepEqual(conflicts[0]?.places, [{ read: line, written: line, waits: 5 }]);
  });

  it("names the keys that executions were thrown away for", () => {
    assert.deepEqual(aborted().aborts, [{ transaction: 0, reason: "stale-read", key: "Token.totalSupply" }]);
  });

  it("says of a single transaction that it conflicts with nothing", () => {
    const report = reportOf(new RecordBuilder().test("one").send("Token.mint", {}).build(), "one");
    assert.deepEqual([report.waves, report.conflictRate, report.speedup({ threads: 8 })], [1, 0, 1]);
    assert.match(String(report), /^one: 1 transaction, 50,000 gas\nconflict rate 0%, 1 wave/);
  });
});
