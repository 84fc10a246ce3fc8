import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Chalk } from "chalk";
import type { Log } from "sarif";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { writeRunRecord } from "../../plugin/record/serialize.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { renderJson } from "../../plugin/report/json.ts";
import { renderTerminal } from "../../plugin/report/terminal.ts";
import { repositoryPaths } from "../../plugin/source/repository-path.ts";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, runHardhat } from "../helpers/run.ts";
import { hotVariable } from "../report/records.ts";

const RECORD = canonicalise(hotVariable());

describe("npx hardhat parallel report", function () {
  this.timeout(120_000);
  let directory: string;
  let file: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "report-task-"));
    file = path.join(directory, "run.json");
    await writeRunRecord(file, RECORD, { execution: true });
  });

  after(() => rm(directory, { recursive: true, force: true }));

  function report(...args: string[]): Promise<Finished> {
    return runHardhat(["parallel", "report", ...args], fixtureProject("replay"));
  }

  it("prints the report of a record, and nothing else", async () => {
    const { code, stdout, stderr } = await report(file);
    assert.equal(code, 0, stderr);
    const text = renderTerminal(findingsOf(RECORD), { columns: 80, chalk: new Chalk({ level: 0 }) });
    assert.equal(stdout, `${text}\n`);
  });

  it("prints JSON that can be piped, also with --output -", async () => {
    const expected = `${renderJson(findingsOf(RECORD))}\n`;
    for (const output of [[], ["--output", "-"]]) {
      const { code, stdout, stderr } = await report(file, "--format", "json", ...output);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, expected);
    }
  });

  it("writes the report to a file in a directory that need not exist, without colours", async () => {
    const output = path.join(directory, "made", "report.txt");
    const { code, stdout, stderr } = await runHardhat(
      ["parallel", "report", file, "--output", output],
      fixtureProject("replay"),
      { FORCE_COLOR: "1", NO_COLOR: "" },
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    const text = await readFile(output, "utf8");
    assert.equal(text, `${renderTerminal(findingsOf(RECORD), { columns: 80, chalk: new Chalk({ level: 0 }) })}\n`);
    assert.deepEqual(await readdir(path.dirname(output)), ["report.txt"]);
  });

  it("writes one HTML file, which is the same each time without the timeline of the real run", async () => {
    const write = async (name: string, ...args: string[]) => {
      const output = path.join(directory, name);
      const { code, stderr } = await report(file, "--format", "html", "--output", output, ...args);
      assert.equal(code, 0, stderr);
      return await readFile(output, "utf8");
    };
    const page = await write("one.html", "--no-timeline");
    assert.match(page, /^<!doctype html>\n.*<strong>38 of 40<\/strong> transactions.*<\/html>\n$/s);
    assert.match(page, /Not found in the project, so not shown: 1 file/);
    assert.equal(await write("other.html", "--no-timeline"), page);
  });

  it("names files from the root of the repository where code scanning reads them", async () => {
    const { code, stdout, stderr } = await report(file, "--format", "sarif");
    assert.equal(code, 0, stderr);
    const [result] = (JSON.parse(stdout) as Log).runs[0]?.results ?? [];
    const { uri } = result?.locations?.[0]?.physicalLocation?.artifactLocation ?? {};
    assert.equal(uri, repositoryPaths(fixtureProject("replay"))("contracts/Vault.sol"));
    assert.match(uri ?? "", /contracts\/Vault\.sol$/);
  });

  it("counts what hooks and fixtures sent, too, when it is told to", async () => {
    const totals = async (...args: string[]) => {
      const { code, stdout, stderr } = await report(file, "--format", "json", ...args);
      assert.equal(code, 0, stderr);
      const { totals, grouping } = JSON.parse(stdout);
      return { ...grouping, inTests: totals.inTests, elsewhere: totals.elsewhere };
    };
    assert.deepEqual(await totals(), { by: "test", fixtures: false, inTests: 42, elsewhere: 1 });
    assert.deepEqual(await totals("--fixtures"), { by: "test", fixtures: true, inTests: 43, elsewhere: 0 });
  });

  it("refuses what it cannot do, and says what to do instead", async () => {
    for (const [args, expected] of [
      [[file, "--format", "pdf"], /--format pdf is no format of the report\. Use one of: terminal, json/],
      [[path.join(directory, "none.json")], /none\.json: there is no such file\. Write it again with/],
      [[file, "--output", directory], /cannot be written .*Name a file in a directory/s],
      [[], /There is no record of a test run yet .*Run `npx hardhat test --parallel-stats` first/s],
    ] as const) {
      const { code, stdout, stderr } = await report(...args);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      // Hardhat breaks no lines of its own into messages.
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
  });
});
