import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { ensureBuilt } from "../helpers/dist.ts";
import { type Finished, ROOT, run, runHardhat, runNode } from "../helpers/run.ts";
import { copyForFoundry, type PageProject, projectOf } from "./page-project.ts";

const TSC = path.join(ROOT, "node_modules", "typescript", "bin", "tsc");

/** Lines as they are read: runners indent what they print. */
function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Are the lines in the output, in a row? */
function assertPrinted({ stdout, stderr }: Finished, quoted: string): void {
  const printed = linesOf(stdout + stderr).join("\n");
  assert.ok(printed.includes(linesOf(quoted).join("\n")), `${quoted}\n\nis not in\n\n${stdout}${stderr}`);
}

describe("Parallel tests in ten minutes", function () {
  this.timeout(300_000);

  before(ensureBuilt);

  for (const { page, passing, failing } of [
    { page: "parallel-tests-mocha-ethers.md", passing: "test/Token.ts", failing: "test/Failing.ts" },
    { page: "parallel-tests-node-viem.md", passing: "test/Vault.ts", failing: "test/Failing.ts" },
  ]) {
    describe(page, () => {
      let project: PageProject;

      before(async () => {
        project = await projectOf(page);
      });

      after(() => rm(project.directory, { recursive: true, force: true }));

      it("has code that passes as it stands", async () => {
        const result = await runHardhat(["test", passing], project.directory);
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.match(result.stdout, /3 passing/);
      });

      it("has code whose types are right", async () => {
        const { code, stdout } = await runNode([TSC, "-p", "."], project.directory);
        assert.equal(code, 0, stdout);
      });

      it("quotes what the failing test prints", async () => {
        const result = await runHardhat(["test", failing], project.directory);
        assert.equal(result.code, 1, result.stdout + result.stderr);
        assert.equal(project.outputs.length, 1);
        for (const output of project.outputs) assertPrinted(result, output);
      });
    });
  }

  describe("parallel-tests-solidity.md", () => {
    let project: PageProject;
    let foundry: string;

    before(async () => {
      project = await projectOf("parallel-tests-solidity.md");
      foundry = await copyForFoundry(project);
    });

    after(async () => {
      for (const directory of [project.directory, foundry]) await rm(directory, { recursive: true, force: true });
    });

    it("has code that passes as it stands in Hardhat's runner, and quotes what the failing test prints", async () => {
      const result = await runHardhat(["test", "solidity"], project.directory);
      assert.equal(result.code, 1);
      assert.match(result.stdout, /9 passing\n\s+1 failing/, result.stdout + result.stderr);
      assertPrinted(result, project.outputs[0] ?? "");
    });

    it("has code that passes as it stands in Foundry's runner, and quotes what the failing test prints", async () => {
      const result = await forge(["test"]);
      assert.match(result.stdout, /9 tests passed, 1 failed/, result.stdout + result.stderr);
      assertPrinted(result, project.outputs[1] ?? "");
      assert.equal(project.outputs.length, 2);
    });

    /** Its command from npm ends with 0 whatever the tests come to: look at what it prints. */
    function forge(args: readonly string[]): Promise<Finished> {
      const command = path.join(ROOT, "node_modules", ".bin", "forge");
      return run(command, [...args, "--root", foundry], foundry);
    }
  });
});
