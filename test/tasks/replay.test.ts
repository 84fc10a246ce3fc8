import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { link, mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { MODEL_NAMES } from "../../plugin/analysis/models/target.ts";
import { transferBlock, withDirectory, writeBlockFile } from "../helpers/block-files.ts";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, HARDHAT, runHardhat } from "../helpers/run.ts";

function replay(...args: string[]): Promise<Finished> {
  return runHardhat(["parallel", "replay", ...args], fixtureProject("replay"));
}

/** Runs Hardhat and sends it Ctrl-C once its output shows something. */
function interrupted(args: readonly string[], shown: RegExp): Promise<Finished> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [HARDHAT, ...args], { cwd: fixtureProject("replay") });
    let stdout = "";
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.stdout.on("data", (data) => {
      const before = shown.test(stdout);
      stdout += data;
      if (!before && shown.test(stdout)) child.kill("SIGINT");
    });
    child.on("close", (code) => done({ code: code ?? -1, stdout, stderr }));
  });
}

/** A block whose header claims other receipts. */
function wrongBlock() {
  const { header, ...rest } = transferBlock(9_100_001);
  return { ...rest, header: { ...header, number: "0x8adae1", receiptsRoot: `0x${"00".repeat(32)}` } };
}

describe("npx hardhat parallel replay", function () {
  this.timeout(120_000);

  it("prints a row a block within 80 columns, writes the figures, and exits with 0", async () => {
    await withDirectory(async (directory) => {
      await writeBlockFile(directory, "9100000.json.gz", transferBlock());
      await writeBlockFile(directory, "9100001.json.gz", transferBlock(9_100_001));
      const json = join(directory, "out", "figures.json");
      const { code, stdout, stderr } = await replay(directory, "--json", json, "--verify");
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /^Replaying 2 blocks on 2 threads, then sequentially to compare$/m);
      const columns = /^ 9100000 istanbul +1 +ok +seq +0% +1\.0x 1\.00 1\.00 1\.00 1\.00 +0$/m;
      assert.match(stdout, columns);
      assert.match(stdout, /^ {3}total 2 blocks +2 /m);
      assert.match(stdout, /^0 of 2 blocks ran in parallel \(2 too small\)\.$/m);
      assert.match(stdout, /^Gas, logs and receipts are as their headers say; sequential execution agrees\.$/m);
      assert.match(stdout, /^ shards\(n\)( +1\.0x){6}$/m);
      for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
      assert.equal(stderr, "");

      const summary = JSON.parse(readFileSync(json, "utf8"));
      assert.equal(summary.format, "hardhat-parallel-replay");
      assert.equal(summary.version, 1);
      assert.equal(summary.workers, 2);
      assert.equal(summary.verified, true);
      assert.deepEqual(summary.failed, []);
      assert.deepEqual(
        summary.blocks.map((block: { number: number }) => block.number),
        [9_100_000, 9_100_001],
      );
      const [block] = summary.blocks;
      assert.deepEqual(block.check, { ok: true, differences: [] });
      assert.equal(block.full.criticalPathGas, 21_000);
      assert.equal(block.metrics.ceiling.gas, 1);
      assert.deepEqual(Object.keys(block.models), [...MODEL_NAMES]);
      assert.deepEqual(block.models.bal["64"], { makespan: 21_000, speedup: 1 });
      assert.equal(block.conflicts.kinds.raw, 0);
      assert.deepEqual(block.conflicts.hotKeys, []);
      assert.equal(block.execution.executions, 1);
      assert.deepEqual(await readdir(join(directory, "out")), ["figures.json"]);
    });
  });

  it("exits with 1 when a block is wrong, cannot be read or is not there, and reports the others all the same", async () => {
    await withDirectory(async (directory) => {
      await writeBlockFile(directory, "1.json.gz", Buffer.from("rubbish"));
      await writeBlockFile(directory, "9100000.json.gz", transferBlock());
      await writeBlockFile(directory, "9100001.json.gz", wrongBlock());
      const json = join(directory, "figures.json");
      const nowhere = join(directory, "nowhere");
      const { code, stdout } = await replay(nowhere, directory, "--workers", "1", "--json", json);
      assert.equal(code, 1);
      assert.match(stdout, /^ {7}\? 1\.json\.gz +ERROR$/m);
      assert.match(stdout, /^ 9100000 istanbul +1 +ok/m);
      assert.match(stdout, /^ 9100001 istanbul +1 WRONG/m);
      const receipts = "056b23fbba480696b65fe5a59b8f2148a1299103c4f57df839233af2cf4ca2d2";
      const difference = `block 9100001: receiptsRoot\n  header    0x${"00".repeat(32)}\n  executed  0x${receipts}\n`;
      assert.ok(stdout.includes(difference), stdout);
      assert.match(stdout, /\/1\.json\.gz:\n {2}is not JSON/);
      assert.match(stdout, /\/nowhere:\n {2}there is no such file or directory\. Check the path/);
      assert.match(stdout, /^3 of 4 blocks failed\.$/m);

      const summary = JSON.parse(readFileSync(json, "utf8"));
      assert.deepEqual(
        summary.blocks.map((block: { check: { ok: boolean } }) => block.check.ok),
        [true, false],
      );
      assert.deepEqual(
        summary.failed.map((failure: { file: string }) => basename(failure.file)),
        ["nowhere", "1.json.gz"],
      );
    });
  });

  it("prints nothing but JSON with --json -", async () => {
    await withDirectory(async (directory) => {
      const file = await writeBlockFile(directory, "9100000.json.gz", transferBlock());
      const { code, stdout } = await replay(file, "--json", "-");
      assert.equal(code, 0, stdout);
      assert.deepEqual(
        JSON.parse(stdout).blocks.map((block: { number: number }) => block.number),
        [9_100_000],
      );
    });
  });

  it("prints no table where there is no block to replay", async () => {
    await withDirectory(async (directory) => {
      const { code, stdout } = await replay(directory);
      assert.equal(code, 1);
      assert.match(stdout, /the directory has no block files/);
      assert.doesNotMatch(stdout, /Replaying|ceiling/);
    });
  });

  it("ends at Ctrl-C with what is done by then printed and written", async function () {
    // Node cannot send this signal to another process on Windows.
    if (process.platform === "win32") this.skip();
    await withDirectory(async (directory) => {
      const files = 3000;
      const one = await writeBlockFile(directory, "1.json.gz", transferBlock());
      for (let file = 2; file <= files; file++) await link(one, join(directory, `${file}.json.gz`));
      const json = join(directory, "figures.json");
      const { code, stdout, stderr } = await interrupted(["parallel", "replay", directory, "--json", json], / ok /);
      assert.equal(code, 130, stderr);
      const summary = JSON.parse(readFileSync(json, "utf8"));
      assert.equal(summary.interrupted, true);
      const done = summary.blocks.length;
      assert.ok(done > 0 && done < files, String(done));
      assert.match(stdout, new RegExp(`^Interrupted: ${done} of 3,000 blocks were replayed\\.$`, "m"));
      assert.equal([...stdout.matchAll(/^ 9100000 .* ok /gm)].length, done);
    });
  });

  it("refuses to run without a path, or with a number of threads that is none", async () => {
    const missing = await replay();
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /argument .*paths/i);
    const negative = await replay("x.json.gz", "--workers=-1");
    assert.equal(negative.code, 1);
    const many = await replay("x.json.gz", "--workers", "1000");
    assert.equal(many.code, 1);
    assert.match(many.stderr, /--workers 1000 is no number of threads\. Use a whole number of threads from 1 to 256/);
  });

  it("says what is wrong with a place that the figures cannot be written to", async () => {
    await withDirectory(async (directory) => {
      const file = await writeBlockFile(directory, "9100000.json.gz", transferBlock());
      const taken = join(directory, "taken");
      await mkdir(taken);
      const { code, stderr } = await replay(file, "--json", taken);
      assert.equal(code, 1);
      assert.match(stderr, /taken cannot be written \(.+\)\. Name a file in a directory/);
      assert.ok(existsSync(taken));
      assert.deepEqual((await readdir(directory)).sort(), ["9100000.json.gz", "taken"]);
    });
  });
});
