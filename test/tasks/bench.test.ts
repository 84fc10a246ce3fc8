import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { withDirectory } from "../helpers/block-files.ts";
import { fixtureProject } from "../helpers/projects.ts";
import { HARDHAT, runHardhat } from "../helpers/run.ts";

const project = fixtureProject("replay");
const bench = (...args: string[]) => runHardhat(["parallel", "bench", ...args], project);
/** The shortest of the workloads. */
const SHORT = ["--only", "automine-native", "--rounds", "1"];

describe("npx hardhat parallel bench", function () {
  this.timeout(120_000);

  it("says what it runs on, and compares the engine with plain @ethereumjs/vm and Hardhat's network, within 80 columns", async () => {
    await withDirectory(async (directory) => {
      const file = join(directory, "out", "rows.json");
      const { code, stdout, stderr } = await bench(...SHORT, "--json", file);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /^Node [\d.]+, \d+ cores, /);
      assert.match(stdout, /^Hashing by .+, signatures by .+$/m);
      assert.match(stdout, /^automine-native: ether/m);
      assert.match(stdout, /^ {2}plain +[\d.]+ +\d+ % +[\d.]+ +\d+ +[\d.]+$/m);
      assert.match(stdout, /^ {2}edr +[\d.]+ /m);
      assert.match(
        stdout,
        /^How many times faster is +engine-1 +engine-2 +engine-1 +engine-2\nthan +plain +engine-1 +edr +edr$/m,
      );
      assert.match(stdout, /^automine-native( +[\d.]+x){4}\n$/m);
      for (const line of stdout.split("\n").slice(5)) assert.ok(line.length <= 80, line);

      const rows: Record<string, unknown>[] = JSON.parse(await readFile(file, "utf8"));
      assert.deepEqual(
        rows.map(({ subject, against }) => `${subject} ${against}`),
        ["engine-1 plain", "engine-2 engine-1", "engine-1 edr", "engine-2 edr"],
      );
      for (const { suite, workload, ratio, subjectMilliseconds, againstMilliseconds, ...row } of rows) {
        assert.deepEqual([suite, workload], ["engine", "automine-native"]);
        assert.equal(ratio, Number(againstMilliseconds) / Number(subjectMilliseconds));
        assert.ok(!("goal" in row), "goals are for who works on the engine");
      }
    });
  });

  it("prints nothing but the comparisons as JSON with --json -", async () => {
    const { code, stdout } = await bench(...SHORT, "--json", "-");
    assert.equal(code, 0);
    assert.ok(JSON.parse(stdout).length === 4);
  });

  it("refuses a text that no workload has in its name, and lists them", async () => {
    const unknown = await bench("--only", "nativ3");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /No workload has a name with "nativ3" in it\. There are: native, erc20, /);
  });

  it("ends with what it has measured when Ctrl-C stops it", async () => {
    const args = ["parallel", "bench", "--only", "native", "--rounds", "1"];
    const child = spawn(process.execPath, [HARDHAT, ...args], { cwd: project });
    let stdout = "";
    child.stdout.on("data", (data) => {
      const [before, after] = [stdout, `${stdout}${data}`];
      stdout = after;
      if (!before.includes("with JSON-RPC") && after.includes("with JSON-RPC")) child.kill("SIGINT");
    });
    const code = await new Promise((done) => child.on("close", done));
    assert.equal(code, 130);
    assert.match(stdout, /^How many times faster is/m);
    assert.match(stdout, /^native +[\d.]+x/m);
  });
});
