import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Chalk } from "chalk";
import { MODELS } from "../../plugin/analysis/models/models.ts";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { writeRunRecord } from "../../plugin/record/serialize.ts";
import { answerWhatIf } from "../../plugin/report/what-if.ts";
import { renderWhatIf } from "../../plugin/report/what-if-table.ts";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, runHardhat } from "../helpers/run.ts";
import { hotVariable } from "../report/records.ts";

const RECORD = canonicalise(hotVariable());

describe("npx hardhat parallel what-if", function () {
  this.timeout(120_000);
  let directory: string;
  let file: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "what-if-task-"));
    file = path.join(directory, "run.json");
    await writeRunRecord(file, RECORD, { execution: true });
  });

  after(() => rm(directory, { recursive: true, force: true }));

  function whatIf(...args: string[]): Promise<Finished> {
    return runHardhat(["parallel", "what-if", ...args], fixtureProject("replay"));
  }

  it("prints what is best done first", async () => {
    const { code, stdout, stderr } = await whatIf(file);
    assert.equal(code, 0, stderr);
    const text = renderWhatIf(answerWhatIf(RECORD, { threads: 8 }), { columns: 80, chalk: new Chalk({ level: 0 }) });
    assert.equal(stdout, `${text}\n`);
    assert.match(stdout, /^ 1\. Vault\.totalAssets +1\.1x → 7\.0x/m);
  });

  it("removes what is named, on the threads and under the model that are named, and writes JSON beside it", async () => {
    const json = path.join(directory, "made", "answer.json");
    const args = ["--remove", "Vault.totalAssets", "--remove-function", "Vault.approve,Vault.setOwner"];
    const { code, stdout, stderr } = await whatIf(
      file,
      ...args,
      ...["--threads", "4", "--model", "block-stm", "--json", json],
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Without Vault\.totalAssets, calls of/);
    const value = JSON.parse(await readFile(json, "utf8"));
    assert.deepEqual([value.threads, value.model], [4, "block-stm"]);
    assert.deepEqual(value.removed, {
      variables: ["Vault.totalAssets"],
      functions: ["Vault.approve", "Vault.setOwner"],
    });
  });

  it("names all models in its help, and takes them by these names", async () => {
    const { stdout: help } = await whatIf("--help");
    const names = /--model +[^:]*: (.*?) \(default/.exec(help)?.[1]?.split(/, | or /) ?? [];
    assert.equal(names.length, MODELS.length);
    const last = names.at(-1) as string;
    const { code, stdout, stderr } = await whatIf(file, "--model", last);
    assert.equal(code, 0, stderr);
    assert.ok(stdout.replace(/\s+/g, " ").includes(`the model is ${MODELS.at(-1)?.name}:`), stdout);
  });

  it("prints nothing but JSON with --json -", async () => {
    const { code, stdout, stderr } = await whatIf(file, "--json", "-");
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).format, "hardhat-parallel-what-if");
  });

  it("refuses names, threads and models that there are not, and says what to do instead", async () => {
    for (const [args, expected] of [
      [["--remove", "Vault.totalAsets"], /No variable "Vault\.totalAsets" in the record\. Did you mean "Vault\.totalA/],
      [["--remove-function", "Vault.desposit"], /No function "Vault\.desposit".* Did you mean "Vault\.deposit"\?/],
      [["--threads", "0"], /--threads 0 is no number of threads\. Use a whole number from 1 to 1024\./],
      [["--model", "magic"], /--model magic is no execution model\. Use one of: ideal, block-stm, /],
    ] as const) {
      const { code, stdout, stderr } = await whatIf(file, ...args);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
  });
});
