import assert from "node:assert/strict";
import fc from "fast-check";
import { checkBudgets } from "../../plugin/budgets/check.ts";
import { BudgetError } from "../../plugin/budgets/errors.ts";
import { requestsOfConfig } from "../../plugin/budgets/requests.ts";
import type { Budget, Budgets } from "../../plugin/budgets/types.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import type { BudgetFindings } from "../../plugin/report/check.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { suites, withContracts } from "../helpers/random-suites.ts";
import { READ, READ_WRITE, RecordBuilder, WRITE } from "../helpers/run-record.ts";

/**
 * Eight deposits that add to one total, four of them in a test of its own beside four transfers that meet nobody, and a
 * redemption that looks at the total.
 */
function vault(): RunRecord {
  const suite = new RecordBuilder()
    .key("total", "Vault.totalAssets", { file: "contracts/Vault.sol", line: 6 })
    .key("owner", "Vault.owner");
  for (let user = 0; user < 8; user++)
    suite.key(`of${user}`, "Vault.balances[*]", undefined, `Vault.balances[${user}]`);
  const line = { file: "contracts/Vault.sol", line: 14, function: "Vault.deposit" };
  const lines = { readAt: { total: line }, writtenAt: { total: line } };
  suite.test("takes deposits");
  for (let user = 0; user < 4; user++) {
    suite.send("Vault.deposit", { total: READ_WRITE, owner: READ, [`of${user}`]: READ_WRITE }, lines);
  }
  suite.test("does everything");
  for (let user = 0; user < 4; user++)
    suite.send("Vault.deposit", { total: READ_WRITE, [`of${user}`]: READ_WRITE }, lines);
  for (let user = 4; user < 8; user++) suite.send("Vault.transfer", { owner: READ, [`of${user}`]: READ_WRITE });
  suite.send("Vault.redeem", { total: READ });
  suite.test("changes the owner").send("Vault.setOwner", { owner: READ_WRITE });
  return withContracts(suite.build());
}

function check(budgets: Budgets, record = vault(), callable: readonly string[] = []): BudgetFindings[] {
  return checkBudgets(record, findingsOf(record), requestsOfConfig(budgets), callable);
}

function problems(budgets: Budgets, callable?: readonly string[]): readonly string[] {
  try {
    check(budgets, vault(), callable);
  } catch (error) {
    assert.ok(error instanceof BudgetError, String(error));
    return error.message.split("\n");
  }
  return assert.fail("no problem was found");
}

/** By subject: what was measured, and whether it was kept. */
function verdicts(budgets: Budgets): Record<string, readonly [number, boolean]> {
  return Object.fromEntries(
    check(budgets).map(({ subject, actual, passed }) => [subject.name, [Math.round(actual * 1000) / 1000, passed]]),
  );
}

describe("Budgets", () => {
  it("hold the conflicts of a function's calls against maxConflictRate, over all tests", () => {
    assert.deepEqual(verdicts({ "Vault.deposit": { maxConflictRate: 0.9 } }), { "Vault.deposit": [1, false] });
    assert.deepEqual(verdicts({ "Vault.deposit": { maxConflictRate: 1 } }), { "Vault.deposit": [1, true] });
    assert.deepEqual(verdicts({ "Vault.transfer": { maxConflictRate: 0 } }), { "Vault.transfer": [0, true] });
    // 4 and 4 deposits and the redemption conflict, 4 transfers do not.
    assert.deepEqual(verdicts({ Vault: { maxConflictRate: 0.5 } }), { Vault: [0.692, false] });
  });

  it("hold each test and block against the budget of all blocks", () => {
    assert.deepEqual(verdicts({ block: { maxConflictRate: 0.6 } }), {
      "takes deposits": [1, false],
      "does everything": [0.556, true],
    });
  });

  it("measure the speedup of a function's calls without the others", () => {
    const at = (threads: number, value: number) => ({ minSpeedup: { threads, value } });
    assert.deepEqual(verdicts({ "Vault.deposit": at(4, 1.5) }), { "Vault.deposit": [1, false] });
    assert.deepEqual(verdicts({ "Vault.transfer": at(4, 4) }), { "Vault.transfer": [4, true] });
  });

  it("want no more speedup than so few transactions can reach", () => {
    const [transfers] = check({ "Vault.transfer": { minSpeedup: { threads: 64, value: 50 } } });
    assert.equal(transfers?.passed, true);
    assert.deepEqual(transfers?.limit, { rule: "minSpeedup", value: 50, threads: 64, model: "ideal", reachable: 4 });
    const [deposits] = check({ "Vault.deposit": { minSpeedup: { threads: 64, value: 50 } } });
    assert.equal(deposits?.passed, false);
  });

  it("hold the longest chain against maxCriticalPathShare, and blame nobody for how few transactions there are", () => {
    assert.deepEqual(verdicts({ block: { maxCriticalPathShare: 0.4 } }), {
      "takes deposits": [1, false],
      "does everything": [0.556, false],
    });
    assert.deepEqual(verdicts({ "Vault.transfer": { maxCriticalPathShare: 0.1 } }), { "Vault.transfer": [0.25, true] });
  });

  it("take the execution model that they name", () => {
    const [result] = check({ block: { minSpeedup: { threads: 8, value: 1.5, model: "locks" } } });
    assert.equal(result?.limit.rule === "minSpeedup" && result.limit.model, "locks");
  });

  it("find the waits between functions that shall have none", () => {
    const [redeem] = check({ "Vault.redeem": { noConflictsWith: ["Vault.deposit"] } });
    assert.equal(redeem?.passed, false);
    // It reads what the last deposit wrote.
    assert.equal(redeem?.actual, 1);
    assert.deepEqual(
      redeem?.causes.map(({ functions }) => functions),
      [["Vault.deposit", "Vault.redeem"]],
    );
    assert.equal(check({ "Vault.transfer": { noConflictsWith: ["Vault.deposit"] } })[0]?.passed, true);
    assert.equal(check({ "Vault.deposit": { noConflictsWith: ["Vault.deposit"] } })[0]?.actual, 6);
    assert.equal(check({ Vault: { noConflictsWith: ["Vault.redeem"] } })[0]?.actual, 1);
  });

  it("do not count conflicts on variables that they allow", () => {
    const budgets = (budget: Budget): Budgets => ({ "Vault.deposit": { ...budget, allow: ["Vault.totalAssets"] } });
    for (const budget of [
      { maxConflictRate: 0 },
      { minSpeedup: { threads: 4, value: 4 } },
      { maxCriticalPathShare: 0.25 },
      { noConflictsWith: ["Vault.deposit", "Vault.redeem"] },
    ]) {
      const [result] = check(budgets(budget));
      assert.equal(result?.passed, true, JSON.stringify(result?.limit));
      assert.deepEqual(result?.causes, []);
    }
  });

  it("do not count that calls wait for the deployment of what they call", () => {
    const suite = new RecordBuilder().key("owner", "Vault.owner").key("code", "code of Vault").test("deploys");
    suite.send("Vault.constructor", { owner: WRITE, code: WRITE }, { gas: 900_000 });
    for (let user = 0; user < 4; user++) suite.send("Vault.deposit", { owner: READ, code: READ });
    const budget = { maxConflictRate: 0, minSpeedup: { threads: 8, value: 4 }, maxCriticalPathShare: 0.25 };
    const results = check({ block: budget, Vault: budget, "Vault.deposit": budget }, withContracts(suite.build()));
    assert.equal(results.length, 9);
    for (const { passed, limit, subject } of results) assert.ok(passed, `${subject.name} ${limit.rule}`);
  });

  it("name the variable, the functions, the lines and the budget's own place, worst first", () => {
    const results = check({
      "Vault.deposit": { maxConflictRate: 0.9 },
      Vault: { maxConflictRate: 0 },
      block: { maxConflictRate: 1 },
    });
    assert.deepEqual(
      results.map(({ subject, passed }) => `${subject.name} ${passed}`),
      ["Vault false", "Vault.deposit false", "does everything true", "takes deposits true"],
    );
    const [, { origin, causes } = assert.fail()] = results;
    assert.deepEqual(origin, { kind: "config", field: 'parallel.budgets["Vault.deposit"].maxConflictRate' });
    const [cause] = causes;
    assert.equal(cause?.variable.name, "Vault.totalAssets");
    assert.equal(cause?.waits, 6);
    assert.equal(cause?.places[0]?.read?.line, 14);
    assert.equal(cause?.places[0]?.written?.file, "contracts/Vault.sol");
  });

  it("of one test go before those of all tests, and those before the budget of all blocks, field by field", () => {
    const results = check({
      block: { maxConflictRate: 0.1, minSpeedup: { threads: 2, value: 1 } },
      test: { maxConflictRate: 0.6 },
      "test: takes deposits": { allow: ["Vault.totalAssets"] },
    });
    const found = results.map(({ subject, limit, origin, passed }) => {
      return `${subject.name}: ${limit.rule} ${limit.value} ${passed} ${origin.kind === "config" && origin.field}`;
    });
    assert.deepEqual(found.sort(), [
      "does everything: maxConflictRate 0.6 true parallel.budgets.test.maxConflictRate",
      "does everything: minSpeedup 1 true parallel.budgets.block.minSpeedup",
      "takes deposits: maxConflictRate 0.6 true parallel.budgets.test.maxConflictRate",
      "takes deposits: minSpeedup 1 true parallel.budgets.block.minSpeedup",
    ]);
  });

  it("are refused when they name what is not there, with the nearest name", () => {
    assert.deepEqual(problems({ "Vault.depsoit": { maxConflictRate: 0 } }), [
      'parallel.budgets["Vault.depsoit"]: there is no contract or function "Vault.depsoit". Did you mean "Vault.deposit"?',
    ]);
    assert.deepEqual(problems({ "test: take deposits": { maxConflictRate: 0 } }), [
      'parallel.budgets["test: take deposits"]: no test of this run is called "take deposits" and sends two or more transactions. Did you mean "test: takes deposits"?',
    ]);
    assert.deepEqual(problems({ Vault: { maxConflictRate: 0, allow: ["Vault.totalAsset"] } }), [
      'parallel.budgets.Vault.allow: no variable "Vault.totalAsset" in the record. Did you mean "Vault.totalAssets"?',
    ]);
    assert.deepEqual(problems({ Vault: { noConflictsWith: ["Vault.redem"] } }), [
      'parallel.budgets.Vault.noConflictsWith: there is no contract or function "Vault.redem". Did you mean "Vault.redeem"?',
    ]);
  });

  it("are refused when the run cannot exceed them, all at once", () => {
    const callable = ["Vault.skim(uint256)", "Vault.skim()", "Other.move"];
    const unused = {
      "Vault.skim": { maxConflictRate: 0 },
      Other: { maxConflictRate: 0 },
      "Vault.redeem": { minSpeedup: { threads: 8, value: 2 } },
      "Vault.setOwner": { maxConflictRate: 0 },
      "Vault.deposit": { noConflictsWith: ["Vault.setOwner"] },
    };
    assert.deepEqual(problems(unused, callable), [
      'parallel.budgets["Vault.skim"]: no test of this run calls Vault.skim: the budget could not fail. Call it in a test.',
      "parallel.budgets.Other: no test of this run calls Other: the budget could not fail. Call it in a test.",
      'parallel.budgets["Vault.redeem"].minSpeedup: there is nothing to measure before any test calls Vault.redeem twice.',
      'parallel.budgets["Vault.setOwner"].maxConflictRate: there is nothing to measure before a test calls Vault.setOwner beside anything else.',
      'parallel.budgets["Vault.deposit"].noConflictsWith: no test of this run calls both Vault.deposit and Vault.setOwner: the budget could not fail.',
    ]);
    const single = withContracts(new RecordBuilder().test("one").send("A.f", {}).build());
    assert.throws(() => check({ block: { maxConflictRate: 0 } }, single), /no test of this run sent two or more/);
  });

  it("of a comment that several contracts inherit hold for those that the run called", () => {
    const record = vault();
    const origin = { kind: "comment", file: "contracts/Base.sol", line: 3 } as const;
    const request = (names: readonly string[]) => ({ names, budget: { maxConflictRate: 0 }, originOf: () => origin });
    const held = checkBudgets(record, findingsOf(record), [request(["Mock.deposit", "Vault.deposit"])]);
    assert.deepEqual(
      held.map(({ subject, passed }) => [subject.name, passed]),
      [["Vault.deposit", false]],
    );
    assert.throws(
      () => checkBudgets(record, findingsOf(record), [request(["Mock.deposit"])]),
      /contracts\/Base\.sol:3: /,
    );
  });

  it("that are tighter never pass where looser ones fail", () => {
    const limits = fc.record({
      rate: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      factor: fc.tuple(fc.double({ min: 1, max: 8, noNaN: true }), fc.double({ min: 1, max: 8, noNaN: true })),
      share: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      model: fc.constantFrom("ideal", "block-stm", "locks", "delta"),
      threads: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(suites, limits, (record, { rate, factor, share, model, threads }) => {
        const budget = (loose: boolean): Budget => ({
          maxConflictRate: loose ? Math.max(...rate) : Math.min(...rate),
          minSpeedup: { threads, model, value: loose ? Math.min(...factor) : Math.max(...factor) } as never,
          maxCriticalPathShare: loose ? Math.max(...share) : Math.min(...share),
        });
        const failed = (loose: boolean): Set<string> => {
          const findings = findingsOf(record);
          if (findings.tests.length + findings.blocks.length === 0) return new Set();
          const results = checkBudgets(record, findings, requestsOfConfig({ block: budget(loose) }));
          return new Set(
            results.filter(({ passed }) => !passed).map(({ subject, limit }) => JSON.stringify([subject, limit.rule])),
          );
        };
        const tight = failed(false);
        for (const one of failed(true)) assert.ok(tight.has(one), one);
      }),
      { numRuns: 200 },
    );
  });

  it("that allow everything are always kept", () => {
    fc.assert(
      fc.property(suites, (record) => {
        const findings = findingsOf(record);
        fc.pre(findings.tests.length + findings.blocks.length > 0);
        const used = ["Vault.totalAssets", "Vault.shares", "Token.totalSupply"];
        const budget = {
          maxConflictRate: 0,
          minSpeedup: { threads: 8, value: 8 },
          maxCriticalPathShare: 0,
          allow: used,
        };
        const results = checkBudgets(record, findings, requestsOfConfig({ block: budget }));
        for (const { passed, limit } of results) assert.ok(passed, JSON.stringify(limit));
      }),
      { numRuns: 100 },
    );
  });
});
