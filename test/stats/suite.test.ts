import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseRunRecord, readRunRecord } from "../../plugin/record/parse.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { assertGolden } from "../helpers/golden.ts";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, runHardhat } from "../helpers/run.ts";

const project = fixtureProject("stats");
const TITLE = "Parallel execution\n";

/** What the report says of the contracts: all but how this run happened to be executed. */
function figures({ stdout }: Finished): string {
  const report = stdout.slice(stdout.indexOf(TITLE));
  return report.slice(0, report.indexOf("How this run itself was executed")).trimEnd();
}

function reports({ stdout }: Finished): number {
  return stdout.split(TITLE).length - 1;
}

describe("hardhat test --parallel-stats", function () {
  this.timeout(300_000);
  let directory: string;
  let mocha: Finished;
  let record: RunRecord;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "parallel-stats-"));
    const file = path.join(directory, "made", "record.json");
    mocha = await runHardhat(["test", "mocha", "--parallel-stats", "--parallel-stats-json", file], project);
    assert.equal(mocha.code, 0, mocha.stdout + mocha.stderr);
    record = parseRunRecord(await readFile(file, "utf8"), file);
  });

  after(() => rm(directory, { recursive: true, force: true }));

  it("prints the report after the tests of a single runner", () => {
    assert.equal(reports(mocha), 1);
    assert.ok(mocha.stdout.indexOf("7 passing") < mocha.stdout.indexOf(TITLE));
    assertGolden(import.meta.url, "mocha", figures(mocha));
  });

  it("keeps the record, so that the report can be printed again", async () => {
    const again = await runHardhat(["parallel", "report"], project);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(figures(again), figures(mocha));
  });

  it("says how the run was executed", () => {
    assert.match(mocha.stdout, /How this run itself was executed/);
  });

  it("writes a run record that names tests, functions and variables as the source does", () => {
    assert.deepEqual(
      [...new Set(record.tests.map(({ file }) => file))],
      ["test/mocha/Block.ts", "test/mocha/Vault.ts"],
    );
    assert.ok(record.functions.some(({ name }) => name === "Vault.depositFor"));
    const names = record.keys.flatMap(({ members }) => members.map(({ name }) => name));
    assert.ok(names.includes("Vault.balances[0xf39F...2266 (signer 0)]"), names.join("\n"));
    assert.ok(names.includes("Vault.totalAssets"));
  });

  it("writes at which lines a conflict's two transactions read and write", () => {
    const key = record.keys.findIndex(({ members }) => members[0]?.name === "Vault.totalAssets");
    const deposits = record.blocks
      .flatMap(({ transactions }) => transactions)
      .filter((transaction) => record.functions[transaction.function]?.name === "Vault.deposit");
    assert.ok(deposits.length > 1);
    const line = { file: "contracts/Vault.sol", line: 14, function: "Vault.deposit" };
    for (const { accesses } of deposits) {
      const access = accesses.find((row) => row.key === key);
      assert.deepEqual(record.sites[access?.readAt ?? -1], line);
      assert.deepEqual(record.sites[access?.writtenAt ?? -1], line);
    }
  });

  it("traces where keys come from: the sender, an argument, or nowhere else than the contract", () => {
    const origins = (called: string, variable: string) => {
      const found = new Set<string | undefined>();
      for (const row of record.blocks.flatMap(({ transactions }) => transactions)) {
        if (record.functions[row.function]?.name !== called) continue;
        for (const { key, origin } of row.accesses) {
          if (record.keys[key]?.members[0]?.variable === variable) found.add(origin);
        }
      }
      return [...found];
    };
    assert.deepEqual(origins("Vault.deposit", "Vault.totalAssets"), ["f"]);
    assert.deepEqual(origins("Vault.deposit", "Vault.balances[*]"), ["f,s"]);
    assert.deepEqual(origins("Vault.depositFor", "Vault.balances[*]"), ["f,a0"]);
  });

  it("takes what loadFixture and hooks send for preparation, and what follows a test's own snapshot for the test", () => {
    const sent = (title: string) => {
      const test = record.tests.findIndex((row) => row.title === title);
      const rows = record.blocks.flatMap((block) =>
        block.transactions.map((transaction) => ({ ...transaction, branch: block.branch })),
      );
      return rows
        .filter((row) => row.test === test)
        .map(({ phase, function: index }) => `${record.functions[index]?.name} ${phase}`);
    };
    assert.deepEqual(sent("Vault takes deposits of many users").slice(0, 3), [
      "Vault.constructor fixture",
      "Vault.deposit fixture",
      "Vault.deposit body",
    ]);
    assert.deepEqual(sent("Vault compares two ways from a snapshot of its own"), [
      "Vault.deposit body",
      "Vault.deposit body",
      "Vault.touch body",
      "Vault.touch body",
      "Vault.touch body",
    ]);
    assert.deepEqual(sent("Vault prepared by hooks sees none of its preparation"), [
      "Vault.deposit hook",
      "Vault.touch body",
    ]);
  });

  it("reports the same, and fails the same, when a test fails", async () => {
    const failed = await runHardhat(["test", "mocha", "--no-compile", "--parallel-stats"], project, {
      FIXTURE_FAIL: "yes",
    });
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /1 failing/);
    assert.equal(figures(failed), figures(mocha));
  });

  it("joins what mocha's worker processes recorded", async () => {
    const parallel = await runHardhat(["test", "mocha", "--no-compile", "--parallel-stats"], project, {
      FIXTURE_MOCHA_PARALLEL: "yes",
    });
    assert.equal(parallel.code, 0, parallel.stdout + parallel.stderr);
    assert.equal(figures(parallel), figures(mocha));
  });

  it("takes together what the config says, and keeps that for later reports", async () => {
    const file = path.join(directory, "grouped.json");
    const args = ["test", "mocha", "--no-compile", "--parallel-stats", "--parallel-stats-json", file];
    const grouped = await runHardhat(args, project, { FIXTURE_GROUPING: "yes" });
    assert.equal(grouped.code, 0, grouped.stdout + grouped.stderr);
    assert.match(grouped.stdout, /^Suites with conflicts: \d+ of \d+, worst first/m);
    const text = grouped.stdout.replaceAll(/\s+/g, " ");
    assert.match(text, /the transactions of each suite \(describe\), together with those of hooks and fixtures\./);
    const { grouping, tests } = await readRunRecord(file);
    assert.deepEqual(grouping, { by: "describe", fixtures: true });
    assert.deepEqual(
      [...new Set(tests.map(({ suite }) => suite))],
      ["a block of several transactions", "Vault", "Vault prepared by hooks"],
    );
    const again = await runHardhat(["parallel", "report"], project);
    assert.equal(figures(again), figures(grouped));
  });

  it("knows the tests of node:test", async () => {
    const node = await runHardhat(["test", "nodejs", "--no-compile", "--parallel-stats"], project);
    assert.equal(node.code, 0, node.stdout + node.stderr);
    assertGolden(import.meta.url, "nodejs", figures(node));
  });

  it("prints one report for all the runners of a run", async () => {
    const whole = await runHardhat(["test", "--no-compile", "--parallel-stats"], project);
    assert.equal(whole.code, 0, whole.stdout + whole.stderr);
    assert.equal(reports(whole), 1);
    assert.ok(whole.stdout.indexOf("10 passing") < whole.stdout.indexOf(TITLE));
    assertGolden(import.meta.url, "all-runners", figures(whole));
  });

  it("prints one report when a runner of several fails, and keeps the exit code", async () => {
    const whole = await runHardhat(["test", "--no-compile", "--parallel-stats"], project, { FIXTURE_FAIL: "yes" });
    assert.equal(whole.code, 1);
    assert.equal(reports(whole), 1);
  });

  it("only writes the record when only that is asked for", async () => {
    const file = path.join(directory, "only.json");
    const run = await runHardhat(["test", "mocha", "--no-compile", "--parallel-stats-json", file], project);
    assert.equal(run.code, 0, run.stdout + run.stderr);
    assert.equal(reports(run), 0);
    assert.equal(parseRunRecord(await readFile(file, "utf8"), file).tests.length, record.tests.length);
  });

  it("says nothing without its options", async () => {
    const run = await runHardhat(["test", "mocha", "--no-compile"], project);
    assert.equal(run.code, 0, run.stdout + run.stderr);
    assert.equal(reports(run), 0);
  });

  it("keeps the record of a suite that runs on the engine by its config, and says nothing", async () => {
    const last = path.join(project, "cache", "hardhat-parallel", "last-run.json");
    await rm(last, { force: true });
    await runHardhat(["test", "mocha", "--no-compile"], project);
    assert.ok(!existsSync(last), "on Hardhat's own network nothing is recorded");
    const configured = await runHardhat(["test", "mocha", "--no-compile"], project, { FIXTURE_PARALLEL: "yes" });
    assert.equal(configured.code, 0, configured.stdout + configured.stderr);
    assert.equal(reports(configured), 0);
    assert.equal((await readRunRecord(last)).tests.length, record.tests.length);
  });

  it("says a line when no test sent a transaction", async () => {
    const run = await runHardhat(["test", "solidity", "--no-compile", "--parallel-stats"], project);
    assert.equal(run.code, 0, run.stdout + run.stderr);
    assert.match(run.stdout, /No transaction was sent on a network of the parallel engine\./);
  });

  it("refuses a directory as the file of the record, before the tests run", async () => {
    const run = await runHardhat(["test", "mocha", "--no-compile", "--parallel-stats-json", directory], project);
    assert.equal(run.code, 1);
    assert.match(run.stderr, /this is a directory.*Name a file for --parallel-stats-json/s);
    assert.doesNotMatch(run.stdout, /passing/);
  });
});
