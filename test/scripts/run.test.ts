import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isNodeSuitable } from "../../scripts/lib/node.mjs";
import { runNode as runChild } from "../../scripts/lib/process.mjs";
import { ROOT, runNode } from "../helpers/run.ts";

describe("The npm scripts", () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-scripts-"));
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it("run on a Node that runs both Hardhat 3 and TypeScript", () => {
    for (const version of ["22.18.0", "23.6.0", "24.0.0", "26.1.0"]) {
      assert.equal(isNodeSuitable(version), true, version);
    }
    for (const version of ["18.20.4", "20.20.2", "22.13.0", "22.17.1", "23.5.0"]) {
      assert.equal(isNodeSuitable(version), false, version);
    }
  });

  it("hand on the exit code of what they start", async () => {
    const { code } = await runChild(["-e", "process.exit(7)"]);
    assert.equal(code, 7);
  });

  it("report a child that a signal ended as a shell does", async function () {
    if (process.platform === "win32") this.skip();
    const { code } = await runChild(["-e", "process.kill(process.pid, 'SIGTERM')"]);
    assert.equal(code, 128 + 15);
  });

  it("refuse an unknown job and name the known ones", async () => {
    const { code, stderr } = await runNode(["scripts/run.mjs", "tset"], ROOT);
    assert.equal(code, 1);
    assert.match(stderr, /Unknown job "tset"\. Choose one of: demo, test, .*bench/);
  });

  describe("that run the tests", () => {
    async function runTests(source: string) {
      const file = path.join(directory, "some.test.cjs");
      await writeFile(file, source);
      const result = await runNode(["scripts/run.mjs", "test", file], ROOT);
      return { ...result, lastLine: result.stdout.trimEnd().split("\n").pop() };
    }

    it("end with the number of passed, failed and skipped ones", async function () {
      this.timeout(60_000);
      const { code, lastLine } = await runTests('it("a", () => {}); it("b", () => {}); it.skip("c", () => {});');
      assert.equal(lastLine, "2 passed, 0 failed, 1 skipped");
      assert.equal(code, 0);
    });

    it("fail when a test fails", async function () {
      this.timeout(60_000);
      const { code, lastLine } = await runTests('it("a", () => {}); it("b", () => { throw new Error("no"); });');
      assert.equal(lastLine, "1 passed, 1 failed");
      assert.equal(code, 1);
    });

    it("fail when the run breaks off before its end", async function () {
      this.timeout(60_000);
      const { code, stdout, lastLine } = await runTests('it("a", () => process.exit(0));');
      assert.match(stdout, /failed: mocha ended early/);
      assert.equal(lastLine, "0 passed, 1 failed");
      assert.equal(code, 1);
    });
  });
});
