import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixtureProject } from "../helpers/projects.ts";
import { type Finished, runHardhat } from "../helpers/run.ts";

interface TestResult {
  readonly title: string;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly stack: string;
    readonly code?: unknown;
    readonly data?: unknown;
    readonly transactionHash?: unknown;
  };
}

type Network = "hardhat" | "parallel";

const project = fixtureProject("suite");

describe("a test suite on the parallel engine", function () {
  this.timeout(300_000);
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "parallel-suite-"));
    await runHardhat(["build", "--quiet"], project);
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
    await rm(path.join(project, "coverage"), { recursive: true, force: true });
  });

  async function run(network: Network, file: string, options: string[] = []): Promise<Finished> {
    return await runHardhat(["test", "mocha", file, ...options], project, {
      FIXTURE_PARALLEL: network === "parallel" ? "yes" : "no",
      FIXTURE_RESULTS: resultsOf(network, file),
    });
  }

  function resultsOf(network: Network, file: string): string {
    return path.join(directory, `${network}-${path.basename(file)}.json`);
  }

  async function results(network: Network, file: string): Promise<TestResult[]> {
    return JSON.parse(await readFile(resultsOf(network, file), "utf8"));
  }

  it("passes where it passes on Hardhat's network, with every block verified, and prints the same", async () => {
    const hardhat = await run("hardhat", "test/passing.ts");
    const parallel = await run("parallel", "test/passing.ts");
    const failed = (await results("parallel", "test/passing.ts")).filter(({ error }) => error !== undefined);
    assert.deepEqual(failed, []);
    assert.equal(parallel.code, 0, parallel.stderr);
    assert.equal(parallel.stdout, hardhat.stdout);
    assert.match(parallel.stdout, /reason called\n/);
  });

  it("fails with the same errors and Solidity stack traces, and prints the same", async () => {
    const hardhat = await run("hardhat", "test/failing.ts");
    const parallel = await run("parallel", "test/failing.ts");
    const expected = await results("hardhat", "test/failing.ts");
    const actual = await results("parallel", "test/failing.ts");
    assert.ok(expected.length >= 20 && expected.every(({ error }) => error !== undefined));
    assert.deepEqual(actual.map(shown), expected.map(shown));
    assert.equal(parallel.stdout, hardhat.stdout);
    assert.equal(parallel.code, hardhat.code);
  });

  it("shows the line of the test below the Solidity frames", async () => {
    const tests = await results("parallel", "test/failing.ts");
    for (const title of ["a reason", "a reason of a mined transaction", "too little gas"]) {
      const stack = tests.find((test) => test.title.endsWith(`shown ${title}`))?.error?.stack ?? "";
      assert.match(stack, /test\/failing\.ts:\d+/, title);
    }
  });

  // Hardhat's network also counts transactions in the pending blocks that it builds to answer requests, some of them
  // several times: a suite that turns automine off has no figures of its own there.
  it("has the same gas statistics", async () => {
    const [hardhat, parallel] = await onBoth("test/measured.ts", ["--gas-stats", "--grep", "transfers|calls"]);
    assert.match(table(parallel, "Gas Usage Statistics"), /transfer/);
    assert.equal(table(parallel, "Gas Usage Statistics"), table(hardhat, "Gas Usage Statistics"));
  });

  it("has the same coverage", async () => {
    const [hardhat, parallel] = await onBoth("test/measured.ts", ["--coverage"]);
    assert.match(table(parallel, "Coverage Report"), /contracts\/Token\.sol +│ 100\.00/);
    assert.equal(table(parallel, "Coverage Report"), table(hardhat, "Coverage Report"));
  });

  async function onBoth(file: string, options: string[]): Promise<[Finished, Finished]> {
    return [await run("hardhat", file, options), await run("parallel", file, options)];
  }
});

/** What a developer sees of a failed test; requests are numbered differently on the two networks. */
function shown({ title, error }: TestResult): unknown {
  assert.ok(error !== undefined);
  const { name, message, code, data, transactionHash, stack } = error;
  return {
    title,
    name,
    // Where in the text of the request the fault is; ours has no such text.
    message: message.replace(/ at line 1 column \d+$/, ""),
    code,
    transactionHash,
    data: typeof data === "object" && data !== null && "jsonrpc" in data ? { ...data, id: 0 } : data,
    solidity: stack.split("\n").filter((line) => /\.sol:\d+\)|Unrecognized/.test(line)),
  };
}

function table({ stdout }: Finished, title: string): string {
  assert.ok(stdout.includes(title), stdout);
  return stdout.slice(stdout.indexOf(title));
}
