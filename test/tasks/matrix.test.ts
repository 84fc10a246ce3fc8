import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, runHardhat } from "../helpers/run.ts";

describe("npx hardhat parallel matrix", function () {
  this.timeout(180_000);
  const project = fixtureProject("stats");
  let directory: string;
  let record: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "matrix-task-"));
    record = path.join(directory, "run.json");
    const { code, stdout, stderr } = await runHardhat(["test", "mocha", "--parallel-stats-json", record], project);
    assert.equal(code, 0, stdout + stderr);
  });

  after(() => rm(directory, { recursive: true, force: true }));

  function matrix(...args: string[]): Promise<Finished> {
    return runHardhat(["parallel", "matrix", ...args], project);
  }

  it("prints which functions of a contract can run in parallel, and which nobody called", async () => {
    const { code, stdout, stderr } = await matrix("Vault");
    assert.equal(code, 0, stderr);
    const lines = [
      " a deposit         27 #",
      " b depositFor       4 = =",
      " c touch           13 = = =",
      "Vault.totalAssets  contracts/Vault.sol:6",
      "    always: aa",
      "Vault.balances[*]  contracts/Vault.sol:7",
      "    same key: ab bb bc",
      "    same key, the sender's own: aa ac cc",
    ];
    const printed = stdout.split("\n");
    for (const line of lines) {
      const pattern = new RegExp(`^${line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ +\d+ /, " +\\d+ ")}$`);
      assert.ok(
        printed.some((one) => pattern.test(one)),
        `${line}\n${stdout}`,
      );
    }
  });

  it("takes records for records, also without a contract before them", async () => {
    const [named, alone, last] = [await matrix("Vault", record), await matrix(record), await matrix()];
    assert.equal(named.code, 0, named.stderr);
    assert.equal(alone.stdout, named.stdout, alone.stderr);
    assert.equal(last.stdout, named.stdout);
  });

  it("writes JSON beside it", async () => {
    const json = path.join(directory, "made", "matrix.json");
    const { code, stderr } = await matrix(record, "--json", json);
    assert.equal(code, 0, stderr);
    const [contract] = JSON.parse(await readFile(json, "utf8")).contracts;
    assert.equal(contract.contract, "Vault");
    assert.equal(contract.pairs.length, 6);
  });

  it("suggests the nearest name for a wrong one", async () => {
    const { code, stdout, stderr } = await matrix("Valut");
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /No contract "Valut" in the record\. Did you mean "Vault"\?/);
  });
});
