import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DEFAULT_TARGET } from "../../plugin/analysis/models/target.ts";
import { lastRunFile } from "../../plugin/config/cache-folders.ts";
import type { BlockRecord } from "../../plugin/engine/access/types.ts";
import { parseRunRecord, readRunRecord } from "../../plugin/record/parse.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { DEFAULT_GROUPING } from "../../plugin/record/types.ts";
import { RunStats } from "../../plugin/stats/run-stats.ts";
import { fixtureRuntime } from "../helpers/projects.ts";
import { address, word } from "../helpers/run-record.ts";

/** A block of one transfer of ether. */
function transfer(number: number): BlockRecord {
  return {
    number: BigInt(number),
    hash: word(number),
    timestamp: 1n,
    hardfork: "osaka",
    coinbase: address(0),
    gasUsed: 21_000n,
    transactions: [
      {
        index: 0,
        hash: word(100 + number),
        from: address(1),
        to: address(2),
        succeeded: true,
        gasUsed: 21_000n,
        storage: [],
        accounts: [],
        preimages: [],
        codes: [],
      },
    ],
    execution: { mode: "sequential", reason: "small", threads: 1, timeline: [] },
  };
}

describe("the statistics of a run", () => {
  let cache: string;
  let json: string;
  const before = process.env.HH_TEST;

  beforeEach(async () => {
    cache = await mkdtemp(path.join(tmpdir(), "run-stats-"));
    json = path.join(cache, "record.json");
    process.env.HH_TEST = "true";
  });

  afterEach(async () => {
    if (before === undefined) delete process.env.HH_TEST;
    else process.env.HH_TEST = before;
    await rm(cache, { recursive: true, force: true });
  });

  async function newStats(): Promise<RunStats> {
    const { artifacts } = await fixtureRuntime("stats");
    return new RunStats({
      cache,
      projectRoot: "/project",
      artifacts,
      target: DEFAULT_TARGET,
      grouping: DEFAULT_GROUPING,
      print: false,
      json,
    });
  }

  function mine(stats: RunStats, number: number, network = "default"): void {
    const test = { title: `test ${number}`, file: "/project/test/a.ts" };
    const block = { result: { record: transfer(number) }, branch: 0, tags: [{ test, phase: "body" }] };
    stats.openChain(network, []).addBlock(block, () => undefined);
  }

  async function written(): Promise<RunRecord> {
    return parseRunRecord(await readFile(json, "utf8"), json);
  }

  it("hold what every process of a run saved", async () => {
    const main = await newStats();
    await main.start();
    const worker = await newStats();
    mine(worker, 1);
    await worker.save("mocha");
    mine(worker, 2);
    await worker.save("mocha");
    await main.finish("mocha");
    assert.deepEqual(
      (await written()).tests,
      [1, 2].map((number) => ({ title: `test ${number}`, file: "test/a.ts" })),
    );
  });

  it("forget what was sent before a runner started", async () => {
    const stats = await newStats();
    mine(stats, 3);
    await stats.start();
    mine(stats, 4);
    await stats.finish("mocha");
    assert.deepEqual(
      (await written()).tests.map(({ title }) => title),
      ["test 4"],
    );
  });

  it("never meet those of another run of the project at the same time", async () => {
    const [first, second] = [await newStats(), await newStats()];
    await first.start();
    mine(first, 1);
    await first.save("mocha");
    await second.start();
    mine(second, 2);
    await second.save("mocha");
    for (const [stats, title] of [
      [first, "test 1"],
      [second, "test 2"],
    ] as const) {
      await stats.finish("mocha");
      assert.deepEqual(
        (await written()).tests.map((test) => test.title),
        [title],
      );
    }
    assert.deepEqual(await readdir(path.join(cache, "hardhat-parallel", "runs")), [], "nothing is left in the cache");
  });

  it("are reported once for the runners of one command", async () => {
    const stats = await newStats();
    const result = await stats.reportOnce(async () => {
      for (const [index, runner] of ["mocha", "nodejs"].entries()) {
        await stats.start();
        mine(stats, index);
        await stats.finish(runner);
        await assert.rejects(readFile(json), { code: "ENOENT" });
      }
      return "result";
    });
    assert.equal(result, "result");
    assert.equal((await written()).tests.length, 2);
  });

  it("are kept for the tasks that look at the last run, whether or not a file is asked for", async () => {
    const { artifacts } = await fixtureRuntime("stats");
    const stats = new RunStats({
      cache,
      projectRoot: "/project",
      artifacts,
      target: DEFAULT_TARGET,
      grouping: DEFAULT_GROUPING,
      print: false,
      json: undefined,
    });
    for (const number of [1, 2]) {
      await stats.start();
      mine(stats, number);
      await stats.finish("mocha");
      const kept = await readRunRecord(lastRunFile(cache));
      assert.deepEqual(
        kept.tests.map(({ title }) => title),
        [`test ${number}`],
      );
    }
    assert.deepEqual((await readdir(path.dirname(lastRunFile(cache)))).sort(), ["last-run.json", "runs"]);
  });

  it("fail no run when they cannot be kept for later", async () => {
    const stats = await newStats();
    await mkdir(path.join(lastRunFile(cache), "a folder where a file should be"), { recursive: true });
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (line: string) => warnings.push(line);
    try {
      await stats.start();
      mine(stats, 1);
      await stats.finish("mocha");
    } finally {
      console.warn = warn;
    }
    assert.equal((await written()).tests.length, 1);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /^The record of this run is not kept for later reports\. .*last-run\.json: /);
  });

  it("are reported when the command fails, whose error remains", async () => {
    const stats = await newStats();
    const failing = stats.reportOnce(async () => {
      await stats.start();
      mine(stats, 1);
      await stats.finish("mocha");
      throw new Error("out of luck");
    });
    await assert.rejects(failing, { message: "out of luck" });
    assert.equal((await written()).tests.length, 1);
  });

  it("are not reported when no runner ran", async () => {
    const stats = await newStats();
    await stats.reportOnce(async () => undefined);
    await assert.rejects(readFile(json), { code: "ENOENT" });
  });

  it("are an empty record when nothing was sent", async () => {
    const stats = await newStats();
    await stats.start();
    await stats.finish("mocha");
    const { blocks, generator } = await written();
    assert.deepEqual(blocks, []);
    assert.match(generator, /^hardhat-parallel \d/);
  });

  it("name chains of one network apart", async () => {
    const stats = await newStats();
    assert.deepEqual(
      ["default", "default", "other"].map((network) => stats.openChain(network, []).name),
      ["default", "default#2", "other"],
    );
  });

  it("keep nothing outside test runs", async () => {
    delete process.env.HH_TEST;
    const stats = await newStats();
    await stats.start();
    mine(stats, 1);
    await stats.finish("mocha");
    assert.deepEqual((await written()).blocks, []);
  });
});
