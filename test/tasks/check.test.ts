import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { repositoryPaths } from "../../plugin/source/repository-path.ts";
import { assertFile } from "../examples/pages.ts";
import { assertGolden } from "../helpers/golden.ts";
import { copyProject, edit } from "../helpers/project-copy.ts";
import { type Finished, run, runHardhat } from "../helpers/run.ts";
import { lineOf, resultsOf } from "../report/sarif-logs.ts";

const SNAPSHOT = ".parallel-snapshot.json";

/** Of the repository in which the pull requests are made. */
let project: string;

async function git(...args: readonly string[]): Promise<string> {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  const { code, stdout, stderr } = await run("git", [...identity, ...args], project);
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}

async function runTests(): Promise<void> {
  const { code, stdout, stderr } = await runHardhat(["test", "mocha", "--parallel-stats-json", "run.json"], project);
  assert.equal(code, 0, stdout + stderr);
}

function check(...args: readonly string[]): Promise<Finished> {
  return runHardhat(["parallel", "check", ...args], project);
}

function changeContract(change: (source: string) => string): Promise<void> {
  return edit(path.join(project, "contracts", "Vault.sol"), change);
}

describe("npx hardhat parallel check", function () {
  this.timeout(240_000);

  before(async () => {
    project = path.join(await mkdtemp(path.join(tmpdir(), "check-task-")), "vault");
    await copyProject("check", project);
    await writeFile(path.join(project, ".gitignore"), "node_modules\nartifacts\ncache\ntypes\nrun.json\n");
    await git("init", "-q", "-b", "main");
    await runTests();
  });

  after(() => rm(path.dirname(project), { recursive: true, force: true }));

  it("explains that there is no snapshot yet, checks the budgets, and writes nothing", async () => {
    const { code, stdout, stderr } = await check();
    assert.equal(code, 0, stderr);
    assertGolden(import.meta.url, "check-without-snapshot", stdout);
    assert.ok(!(await readdir(project)).includes(SNAPSHOT));
  });

  it("writes the snapshot with --update, the same again and again", async () => {
    const first = await check("--update");
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^Passed: 6 budgets are kept; the snapshot is written\.$/m);
    const snapshot = await readFile(path.join(project, SNAPSHOT), "utf8");
    assertGolden(import.meta.url, "check-snapshot", snapshot);
    await runTests();
    assert.equal((await check("--update", "run.json")).code, 0);
    assert.equal(await readFile(path.join(project, SNAPSHOT), "utf8"), snapshot);
    await git("add", ".");
    await git("commit", "-q", "-m", "Vault");
  });

  it("passes a pull request that makes nobody wait, and changes no file", async () => {
    await git("checkout", "-q", "-b", "good");
    await changeContract((source) =>
      source
        .replace(
          "uint256 public donations;",
          "uint256 public donations;\n    mapping(address => uint256) public lastDeposit;",
        )
        .replace(
          "        balances[msg.sender] += msg.value;",
          "        lastDeposit[msg.sender] = block.timestamp;\n        balances[msg.sender] += msg.value;",
        ),
    );
    await git("commit", "-q", "-a", "-m", "Remember when deposits were made");
    await runTests();
    const { code, stdout, stderr } = await check();
    assert.equal(code, 0, stdout + stderr);
    assertGolden(import.meta.url, "check-good", stdout);
    assert.equal(await git("status", "--porcelain"), "");
    await git("checkout", "-q", "main");
  });

  describe("of a pull request that makes everybody wait", () => {
    before(async () => {
      await git("checkout", "-q", "-b", "bad");
      await changeContract((source) =>
        source
          .replace("uint256 public donations;", "uint256 public donations;\n    uint256 public totalAssets;")
          .replace(
            "        balances[msg.sender] += msg.value;",
            "        totalAssets += msg.value;\n        balances[msg.sender] += msg.value;",
          ),
      );
      await git("commit", "-q", "-a", "-m", "Count all deposits");
      await runTests();
    });

    after(async () => {
      await git("checkout", "-q", "main");
      await runTests();
    });

    it("fails the same in the format of code scanning, on the lines of the source", async () => {
      const { code, stdout, stderr } = await check("--format", "sarif");
      assert.equal(code, 1, stderr);
      const results = resultsOf(JSON.parse(stdout));
      const root = repositoryPaths(project);
      assert.deepEqual(
        [...new Set(results.map((result) => `${result.ruleId} ${lineOf(result)}`))].sort(),
        ["exceeded-budget 11", "exceeded-budget 13", "new-conflict 13"].map((result) =>
          result.replace(" ", ` ${root("contracts/Vault.sol")}:`),
        ),
      );
    });

    it("fails with the line to change, its functions, the variable and the remedy", async () => {
      const { code, stdout } = await check();
      assert.equal(code, 1);
      assertGolden(import.meta.url, "check-bad", stdout);
      const shown = stdout.slice(0, stdout.indexOf(" 2. "));
      assertFile("docs/ci.md", (page) =>
        page.replace(
          /(<!-- check -->\n)```text\n[\s\S]*?```\n/,
          (_, mark) => `${mark}\`\`\`text\n${shown} ...\n\`\`\`\n`,
        ),
      );
      const source = (await readFile(path.join(project, "contracts", "Vault.sol"), "utf8")).split("\n");
      const line = source.findIndex((text) => text.includes("totalAssets += msg.value")) + 1;
      assert.match(stdout, new RegExp(`read and written at contracts/Vault\\.sol:${line} in Vault\\.deposit`));
      assert.equal(await git("status", "--porcelain"), "");
    });

    it("says the same as JSON that its schema describes, to a pipe or to a file", async () => {
      const schema = JSON.parse(await readFile(new URL("../../docs/check.schema.json", import.meta.url), "utf8"));
      const validate = new Ajv2020({ strictTypes: false }).compile(schema);
      const printed = await check("--format", "json");
      assert.equal(printed.code, 1);
      assert.ok(validate(JSON.parse(printed.stdout)), JSON.stringify(validate.errors));
      const { passed, snapshot } = JSON.parse(printed.stdout);
      assert.equal(passed, false);
      assert.equal(snapshot.worse[0].variable.name, "Vault.totalAssets");
      const written = await check("--json", "made/check.json", "--output", "made/check.txt");
      assert.deepEqual([written.code, written.stdout], [1, ""]);
      assert.equal(await readFile(path.join(project, "made", "check.json"), "utf8"), printed.stdout);
      assert.match(await readFile(path.join(project, "made", "check.txt"), "utf8"), /^Parallel check\n/);
      assert.equal((await check("--json", "-")).stdout, printed.stdout);
      await rm(path.join(project, "made"), { recursive: true });
    });

    it("lets what is worse pass with a tolerance that allows it, but not the budgets", async () => {
      const { code, stdout } = await check("--tolerance", "900%");
      assert.equal(code, 1);
      assert.match(stdout, /new/, "what the snapshot does not have at all is new with any tolerance");
    });

    it("keeps the snapshot of what it is with --update, but not the budgets", async () => {
      const { code, stdout } = await check("--update");
      assert.equal(code, 1);
      assert.match(stdout, /^Failed: 4 of 6 budgets are exceeded\.$/m);
      assert.match(
        await git("diff", SNAPSHOT),
        /^\+ {2}"waits on Vault\.totalAssets: Vault\.deposit × itself, in Vault takes/m,
      );
      await git("checkout", "-q", SNAPSHOT);
    });
  });

  describe("ends with code 2 when it cannot tell", () => {
    async function refuses(message: RegExp, ...args: readonly string[]): Promise<void> {
      const { code, stdout, stderr } = await check(...args);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n {4}at /);
      assert.deepEqual([code, stdout], [2, ""]);
    }

    it("as there is no such record, format or tolerance", async () => {
      await refuses(/none\.json: there is no such file/, "none.json");
      await refuses(/--format pdf is no format of the check\. Use one of: terminal, json/, "--format", "pdf");
      await refuses(
        /--tolerance some is no tolerance\. Use a share from 0 up, such as 0\.05 or 5%/,
        "--tolerance",
        "some",
      );
    });

    it("as the snapshot is damaged", async () => {
      const file = path.join(project, SNAPSHOT);
      const good = await readFile(file, "utf8");
      await writeFile(file, good.slice(0, 100));
      try {
        await refuses(
          /\.parallel-snapshot\.json: this is not JSON .* Write it again with `npx hardhat parallel check --update`/,
        );
      } finally {
        await writeFile(file, good);
      }
    });

    it("as a comment is malformed", async () => {
      await changeContract((source) => source.replace("parallel no-conflicts\n", "parallel no-conflict\n"));
      try {
        await refuses(/contracts\/Vault\.sol:10: "no-conflict" is no budget\. Did you mean "no-conflicts"\?/);
      } finally {
        await git("checkout", "-q", "contracts");
      }
    });

    it("as a budget of the config names nothing", async () => {
      const config = path.join(project, "hardhat.config.ts");
      const good = await readFile(config, "utf8");
      await edit(config, (text) => text.replace("Vault: { maxConflictRate", "Valut: { maxConflictRate"));
      try {
        await refuses(/parallel\.budgets\.Valut: there is no contract or function "Valut"\. Did you mean "Vault"/);
      } finally {
        await writeFile(config, good);
      }
    });

    it("as there is nothing to check against", async () => {
      const empty = path.join(path.dirname(project), "empty");
      await copyProject("replay", empty);
      const { code, stdout, stderr } = await runHardhat(
        ["parallel", "check", "--no-compile", path.join(project, "run.json")],
        empty,
      );
      assert.match(stderr, /There is nothing to check the run against: no \.parallel-snapshot\.json, and no budgets/);
      assert.deepEqual([code, stdout], [2, ""]);
    });
  });
});
