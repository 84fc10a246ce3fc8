import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunRecord } from "../../plugin/record/types.ts";
import type { BlockFindings } from "../../plugin/report/block-findings.ts";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { ensureBuilt } from "../helpers/dist.ts";
import { type Finished, ROOT, runHardhat, runNode } from "../helpers/run.ts";

/** What the READMEs of the examples say of their reports is checked here, on the suites that they speak of. */
interface ExampleRun extends Finished {
  readonly findings: Findings;
  readonly typeErrors: string;
  test(title: string): BlockFindings;
}

/** Lines of the reports that a page quotes (in code blocks of "text") which the run did not print. */
function misquotes(page: string, { stdout }: Finished): string[] {
  const printed = new Set(stdout.split("\n"));
  const text = readFileSync(path.join(ROOT, page), "utf8");
  return [...text.matchAll(/^```text\n(.*?)^```$/gms)]
    .flatMap(([, quote = ""]) => quote.split("\n"))
    .filter((line) => line.trim() !== "..." && !printed.has(line));
}

async function runExample(name: string): Promise<ExampleRun> {
  const project = await copyOf(name);
  try {
    const file = path.join(project, "run.json");
    const result = await runHardhat(["test", "--parallel-stats", "--parallel-stats-json", file], project);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    const types = await runNode([path.join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "."], project);
    const findings = findingsOf(JSON.parse(await readFile(file, "utf8")) as RunRecord);
    const test = (title: string) => {
      const found = findings.tests.find(({ subject }) => subject.title === title);
      assert.ok(found, `No test "${title}" in: ${findings.tests.map(({ subject }) => subject.title).join("; ")}`);
      return found;
    };
    return { ...result, findings, test, typeErrors: types.stdout };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/** Of its own, so that nobody who runs the example meanwhile is in the way; from its sources alone, as in a clone. */
async function copyOf(example: string): Promise<string> {
  const project = await mkdtemp(path.join(tmpdir(), `hardhat-parallel-${example}-`));
  for (const part of ["contracts", "test", "hardhat.config.ts", "package.json", "tsconfig.json"]) {
    await cp(path.join(ROOT, "examples", example, part), path.join(project, part), { recursive: true });
  }
  await symlink(path.join(ROOT, "node_modules"), path.join(project, "node_modules"), "junction");
  return project;
}

/** What the tables of the READMEs say of a test. */
function assertFigures(block: BlockFindings, expected: { conflicting: number; waves: number; ceiling: string }): void {
  const { conflicting, waves, ceiling } = block;
  assert.deepEqual({ conflicting, waves, ceiling: ceiling.toFixed(1) }, expected);
}

const SIXTEEN_AT_ONCE = { conflicting: 0, waves: 1, ceiling: "16.0" };
const SIXTEEN_IN_LINE = { conflicting: 16, waves: 16, ceiling: "1.0" };

/** Names of the variables on which transactions of the block wait, sorted. */
function variablesOf(block: BlockFindings, { variables }: Findings): string[] {
  return variables
    .filter(({ variable }) => (block.variables.get(variable.index)?.waiting ?? 0) > 0)
    .map(({ variable }) => variable.name)
    .sort();
}

describe("The examples", function () {
  this.timeout(180_000);

  before(ensureBuilt);

  describe("dex", () => {
    let run: ExampleRun;

    before(async () => {
      run = await runExample("dex");
    });

    it("trades on different pools in parallel", () => {
      assertFigures(run.test("Sixteen traders in a block trade on sixteen pools"), SIXTEEN_AT_ONCE);
    });

    it("makes the trades of one pool wait for its reserves and its tokens", () => {
      const block = run.test("Sixteen traders in a block trade on one pool");
      assertFigures(block, SIXTEEN_IN_LINE);
      assert.deepEqual(variablesOf(block, run.findings), [
        "TestToken._balances[*]",
        "UniswapV2Pair.reserve0, reserve1, blockTimestampLast",
      ]);
    });

    it("has four chains of four on four pools", () => {
      assertFigures(run.test("Sixteen traders in a block trade on four pools"), {
        conflicting: 16,
        waves: 4,
        ceiling: "4.0",
      });
    });

    it("provides liquidity to different pools in parallel, and to one pool one by one", () => {
      assertFigures(run.test("Sixteen liquidity providers in a block deposit into sixteen pools"), SIXTEEN_AT_ONCE);
      assertFigures(run.test("Sixteen liquidity providers in a block deposit into one pool"), SIXTEEN_IN_LINE);
    });

    it("creates pairs one by one, because the factory lists them in one array and counts its creations", () => {
      const block = run.test("Eight projects in a block create a pair each");
      assertFigures(block, { conflicting: 8, waves: 8, ceiling: "1.0" });
      assert.deepEqual(variablesOf(block, run.findings), [
        "UniswapV2Factory.allPairs.length",
        "nonce of UniswapV2Factory",
      ]);
    });

    it("prints what the READMEs quote", () => {
      assert.deepEqual(misquotes("README.md", run), []);
      assert.deepEqual(misquotes("examples/dex/README.md", run), []);
    });

    it("has tests that the compiler accepts", () => {
      assert.equal(run.typeErrors, "");
    });
  });

  describe("token", () => {
    let run: ExampleRun;

    before(async () => {
      run = await runExample("token");
    });

    it("pays different people in parallel", () => {
      assertFigures(run.test("RewardToken pays sixteen people in a block"), SIXTEEN_AT_ONCE);
    });

    it("makes payments to one shop wait for its balance", () => {
      const block = run.test("RewardToken pays one shop sixteen times in a block");
      assertFigures(block, SIXTEEN_IN_LINE);
      assert.deepEqual(variablesOf(block, run.findings), ["RewardToken._balances[*]"]);
    });

    it("makes every transfer wait for the counter before the remedy", () => {
      const block = run.test("CountingToken counts sixteen payments in a block");
      assertFigures(block, SIXTEEN_IN_LINE);
      assert.deepEqual(variablesOf(block, run.findings), ["CountingToken.transferCount"]);
    });

    it("makes hardly any transfer wait after the remedy", () => {
      const block = run.test("ShardedCountingToken counts sixteen payments in a block");
      assertFigures(block, { conflicting: 2, waves: 2, ceiling: "8.9" });
    });

    it("prints what its README and the guide to the report quote", () => {
      assert.deepEqual(misquotes("examples/token/README.md", run), []);
      assert.deepEqual(misquotes("docs/reading-the-report.md", run), []);
    });

    it("has tests that the compiler accepts", () => {
      assert.equal(run.typeErrors, "");
    });
  });
});
