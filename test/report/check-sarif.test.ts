import assert from "node:assert/strict";
import type { Log } from "sarif";
import type { CheckFindings, ConflictCause } from "../../plugin/report/check.ts";
import { renderCheckSarif } from "../../plugin/report/check-sarif.ts";
import { assertGolden } from "../helpers/golden.ts";
import { checkWithoutSnapshot, failedCheck, passedCheck } from "./checks.ts";
import { HOSTILE } from "./hostile-names.ts";
import { assertUsable, lineOf, resultsOf } from "./sarif-logs.ts";

function render(check: CheckFindings, locate = (file: string) => file): Log {
  return JSON.parse(renderCheckSarif(check, { locate })) as Log;
}

function withoutLines(cause: ConflictCause): ConflictCause {
  const { source: _, ...variable } = cause.variable;
  return { ...cause, variable, places: [] };
}

/** Of contracts that nobody has the source of. */
function failedWithoutSource(file?: string): CheckFindings {
  const { budgets, snapshot, passed } = failedCheck();
  return {
    passed,
    budgets: budgets.map((budget) => ({
      ...budget,
      subject: { kind: "function", name: budget.subject.name },
      origin: { kind: "config", field: `parallel.budgets.${budget.limit.rule}` },
      causes: budget.causes.map(withoutLines),
    })),
    snapshot: {
      ...snapshot,
      worse: snapshot.worse.map((change) => ({
        ...change,
        ...withoutLines(change),
        tests: change.tests.map((test) => ({ ...test, ...(file !== undefined && { file }) })),
      })),
    },
  };
}

describe("The check as SARIF", () => {
  it("shows a check that has failed as agreed", () => {
    const text = renderCheckSarif(failedCheck(), {});
    assertUsable(JSON.parse(text));
    assertGolden(import.meta.url, "check-sarif-failed", text.replace(/("semanticVersion": )"[^"]*"/, '$1"0.0.0"'));
  });

  it("puts what is new or has grown on the line that writes, and a budget on the comment that sets it", () => {
    const results = resultsOf(render(failedCheck()));
    assert.deepEqual(
      results.map((result) => [result.ruleId, result.level, lineOf(result)]),
      [
        ["grown-conflict", "error", "contracts/Vault.sol:43"],
        ["exceeded-budget", "error", "contracts/Vault.sol:40"],
        ["exceeded-budget", "error", "contracts/Vault.sol:43"],
      ],
    );
    const [grown, budget] = results;
    assert.equal(
      grown?.message.text,
      'Grown, 3 → 7 waits in "Vault.deposit" and 1 more test. 7 waits on Vault.deposit: Vault.deposit × itself; written ' +
        "here, read at [Vault.sol:42](1), declared at [Vault.sol:12](2). On 8 threads: 4.0x in the snapshot, 1.2x now, " +
        "7.6x without it. Keep the sum in parts, and add them up when it is read. (npx hardhat parallel advice global-counter)",
    );
    assert.equal(
      budget?.message.text,
      "Vault.deposit: 7 waits between it and Vault.deposit, Vault.redeem, none is allowed (the comment at " +
        "contracts/Vault.sol:40). 7 waits on Vault.deposit: Vault.deposit × itself at [Vault.sol:43](1). Keep the sum in " +
        "parts, and add them up when it is read. (npx hardhat parallel advice global-counter)",
    );
  });

  it("has no result, and so closes what was open, when the check passes or there is nothing to compare with", () => {
    for (const check of [passedCheck(), checkWithoutSnapshot()]) {
      const log = render(check);
      assertUsable(log);
      assert.deepEqual([resultsOf(log), log.runs[0]?.invocations], [[], [{ executionSuccessful: true }]]);
    }
  });

  it("shows the test where no line is known, and is a message of the tool where no file is", () => {
    const { snapshot, ...check } = failedWithoutSource("test/Vault.ts");
    const slower = [{ title: "Vault pays", file: "test/Vault.ts", threads: 8, before: 4, now: 3 }];
    const log = render({ ...check, snapshot: { ...snapshot, slower } });
    assertUsable(log);
    assert.deepEqual(
      resultsOf(log).map((result) => [result.ruleId, lineOf(result)]),
      [
        ["grown-conflict", "test/Vault.ts:undefined"],
        ["slower-test", "test/Vault.ts:undefined"],
      ],
    );
    const without = render(failedWithoutSource());
    assertUsable(without);
    assert.deepEqual(resultsOf(without), []);
    const messages = without.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    assert.deepEqual(
      messages.map(({ level }) => level),
      ["error", "error", "error", "error"],
    );
  });

  it("recognises a result again when its lines have moved", () => {
    const moved = (text: string) =>
      JSON.parse(text.replaceAll(/"line":(\d+)/g, (_, line) => `"line":${Number(line) + 9}`));
    const prints = (check: CheckFindings) =>
      resultsOf(render(check)).map(({ partialFingerprints }) => partialFingerprints);
    assert.deepEqual(prints(moved(JSON.stringify(failedCheck()))), prints(failedCheck()));
  });

  it("stays usable with hostile names", () => {
    for (const name of HOSTILE) assertUsable(render(failedCheck(name, name)));
  });

  it("names files from the root of the repository", () => {
    const [first] = resultsOf(render(failedCheck(), (file) => `packages/vault/${file}`));
    assert.equal(first && lineOf(first), "packages/vault/contracts/Vault.sol:43");
  });
});
