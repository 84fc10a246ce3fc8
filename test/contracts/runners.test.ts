import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseRunRecord } from "../../plugin/record/parse.ts";
import { assertGolden } from "../helpers/golden.ts";
import { copyProject } from "../helpers/project-copy.ts";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, ROOT, run, runHardhat } from "../helpers/run.ts";

const PROJECT = fixtureProject("solidity");

describe("ParallelTest.sol", function () {
  this.timeout(240_000);

  describe("in Hardhat's runner", () => {
    let directory: string;
    let finished: Finished;
    let file: string;

    before(async () => {
      directory = await mkdtemp(path.join(tmpdir(), "parallel-test-"));
      file = path.join(directory, "run.json");
      finished = await runHardhat(["test", "solidity", "--parallel-stats-json", file], PROJECT);
    });

    after(() => rm(directory, { recursive: true, force: true }));

    it("agrees with what the scenarios say of themselves", () => {
      assert.equal(finished.code, 0, finished.stdout + finished.stderr);
      assert.match(finished.stdout, /\n {2}61 passing\n/);
    });

    it("hands every recording over for the record of the run, under the name of its test", async () => {
      const { tests, blocks, functions } = parseRunRecord(await readFile(file, "utf8"), file);
      const titles = tests.map(({ title }) => title);
      assert.equal(new Set(titles).size, titles.length);
      assert.ok(titles.includes("ScenariosTest testCounter()"), titles.join("\n"));
      assert.deepEqual(new Set(tests.map((test) => test.file)).has("test/Scenarios.t.sol"), true);
      const counter = titles.indexOf("ScenariosTest testCounter()");
      const own = blocks.filter(({ transactions }) => transactions.every(({ test }) => test === counter));
      // Once apart and once in order, each a block that meets no other one.
      assert.equal(own.length, 2);
      assert.notEqual(own[0]?.branch, own[1]?.branch);
      for (const { transactions } of own) {
        assert.deepEqual(
          transactions.map((row) => functions[row.function]?.name),
          ["Counter.add", "Counter.add"],
        );
        assert.ok(transactions.every(({ succeeded, gas }) => succeeded && Number(gas) > 21_000));
      }
    });

    it("says which tests the runner hands nothing over of", async () => {
      const { notes = [] } = parseRunRecord(await readFile(file, "utf8"), file);
      assert.equal(notes.length, 1);
      assert.match(
        notes[0] ?? "",
        /^Not in this report: UsersTest testFuzzDepositsOfOneUser\(.*TwoUsers\([a-z0-9,]*\)\. Of/,
      );
    });

    it("has the names of the source also where one file is named, and nothing else was built", async () => {
      const copy = path.join(directory, "copy");
      await copyProject("solidity", copy);
      const named = path.join(directory, "named.json");
      const args = ["test", "solidity", "test/Sequences.t.sol", "--parallel-stats-json", named];
      const { code, stdout, stderr } = await runHardhat(args, copy);
      assert.equal(code, 0, stdout + stderr);
      const { keys, functions } = parseRunRecord(await readFile(named, "utf8"), named);
      const variables = new Set(keys.flatMap(({ members }) => members.map(({ variable }) => variable)));
      assert.deepEqual([...variables].sort(), ["Sequence.balances[*]", "Sequence.latest", "code of Sequence"]);
      assert.ok(functions.every(({ name }) => name.startsWith("Sequence.")));
    });

    it("says in the words of the source what conflicts", async () => {
      const { code, stdout } = await runHardhat(["test", "solidity"], PROJECT, { FIXTURE_SOLIDITY_TESTS: "failing" });
      assert.equal(code, 1);
      assertGolden(import.meta.url, "messages-hardhat", messagesOf(stdout));
      assert.match(stdout, /at FailingTest\.testA_Conflict \(failing\/Failing\.t\.sol:\d+\)/);
    });
  });

  describe("in Foundry's runner", () => {
    let directory: string;

    before(async () => {
      directory = await mkdtemp(path.join(tmpdir(), "parallel-test-forge-"));
      for (const folder of ["contracts", "test", "failing"]) {
        await cp(path.join(PROJECT, folder), path.join(directory, folder), { recursive: true });
      }
      const installed = path.join(directory, "node_modules", "hardhat-parallel");
      await mkdir(installed, { recursive: true });
      await cp(path.join(ROOT, "contracts"), path.join(installed, "contracts"), { recursive: true });
    });

    after(() => rm(directory, { recursive: true, force: true }));

    it("agrees with what the scenarios say of themselves", async () => {
      const { stdout, stderr } = await forge("test");
      assert.match(stdout, /61 tests passed, 0 failed/, stdout + stderr);
    });

    it("says which slots conflict, and leaves no files behind", async () => {
      const { stdout } = await forge("failing");
      assert.match(stdout, /9 failing tests, 0 tests succeeded/);
      const messages = stdout.slice(stdout.indexOf("Ran "), stdout.indexOf("Suite result"));
      assertGolden(import.meta.url, "messages-foundry", messages.replaceAll(/ \(gas: \d+\)/g, "").trim());
      await assert.rejects(readFile(path.join(directory, "snapshots", "hardhat-parallel.json")), { code: "ENOENT" });
    });

    /** Its command from npm ends with 0 whatever the tests come to: look at what it prints. */
    async function forge(tests: string): Promise<Finished> {
      await writeFile(path.join(directory, "foundry.toml"), foundryConfig(tests));
      return run(path.join(ROOT, "node_modules", ".bin", "forge"), ["test", "--root", directory], directory);
    }
  });
});

/** What the tests say of themselves, without stack traces, in the order of their names. */
function messagesOf(stdout: string): string {
  const failures = stdout
    .slice(stdout.indexOf(" failing\n"))
    .split(/\n {2}\d+\) /)
    .slice(1);
  const messages = failures.map((failure) => failure.split(/\n {6}at /)[0]?.trim() ?? "");
  return messages.sort().join("\n\n");
}

/** @param tests The folder that the tests are in. */
function foundryConfig(tests: string): string {
  return `[profile.default]
src = "contracts"
test = "${tests}"
out = "out-${tests}"
cache_path = "cache-${tests}"
libs = []
remappings = ["hardhat-parallel/=node_modules/hardhat-parallel/"]
solc = "${path.join(ROOT, "test", "helpers", "solc-command.mjs")}"
offline = true
`;
}
