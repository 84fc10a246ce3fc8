import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { lastRunFile } from "../../plugin/config/cache-folders.ts";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { serializeRunRecord, writeRunRecord } from "../../plugin/record/serialize.ts";
import { loadRecords } from "../../tasks/load-records.ts";
import { hotVariable, singles } from "../report/records.ts";

const SHARD = canonicalise(hotVariable());
const OTHER = canonicalise(singles());

describe("The records that a task is about", () => {
  let directory: string;
  let environment: Pick<HardhatRuntimeEnvironment, "config">;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "load-records-"));
    environment = { config: { paths: { cache: path.join(directory, "cache") } } } as HardhatRuntimeEnvironment;
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function written(name: string, text: string): Promise<string> {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  /** The error is one that Hardhat shows without a stack trace, and names the file. */
  async function refusal(file: string, expected: RegExp): Promise<void> {
    const good = await written("good.json", serializeRunRecord(OTHER, { execution: false }));
    for (const files of [[file], [good, file]]) {
      await assert.rejects(loadRecords(files, environment), (error: Error) => {
        assert.ok(HardhatPluginError.isHardhatPluginError(error), error.stack);
        assert.ok(error.message.startsWith(`${file}: `), error.message);
        assert.match(error.message, expected);
        return true;
      });
    }
  }

  it("are those of the last run when none are named", async () => {
    await writeRunRecord(lastRunFile(environment.config.paths.cache), SHARD, { execution: true });
    assert.deepEqual(await loadRecords([], environment), SHARD);
  });

  it("say how to make one when there was no run yet", async () => {
    await assert.rejects(loadRecords([], environment), (error: Error) => {
      assert.ok(HardhatPluginError.isHardhatPluginError(error));
      assert.match(
        error.message,
        /There is no record of a test run yet .*Run `npx hardhat test --parallel-stats` first/,
      );
      return true;
    });
  });

  it("are merged when they are several, in any order", async () => {
    const first = await written("1.json", serializeRunRecord(SHARD, { execution: false }));
    const second = await written("2.json", serializeRunRecord(OTHER, { execution: false }));
    assert.deepEqual(await loadRecords([first], environment), SHARD);
    const merged = await loadRecords([first, second], environment);
    assert.equal(merged.tests.length, SHARD.tests.length + OTHER.tests.length);
    assert.deepEqual(await loadRecords([second, first, first], environment), merged);
  });

  it("are refused by name when a file is missing", () =>
    refusal(path.join(directory, "absent.json"), /there is no such file\. Write it again with/));

  it("are refused by name when a file is truncated", async () => {
    const text = serializeRunRecord(SHARD, { execution: false });
    await refusal(await written("cut.json", text.slice(0, text.length / 2)), /the file ends early .*Write it again/);
    await refusal(await written("empty.json", ""), /the file is empty/);
  });

  it("are refused by name when a file is something else", async () => {
    await refusal(await written("package.json", '{"name":"x"}'), /this is no run record\. Name a file that/);
    await refusal(await written("binary.json", "\u0000\u0001"), /this is not JSON/);
    await refusal(directory, /cannot be read/);
  });

  it("are refused by name when a file is of a newer version", async () => {
    const file = await written("newer.json", JSON.stringify({ ...SHARD, version: 2 }));
    await refusal(file, /version 2 of the format, 1 is expected\. It is newer than this hardhat-parallel: update/);
  });

  it("are counted once where a file is named twice, which is said", async () => {
    const first = await written("shard-1.json", serializeRunRecord(SHARD, { execution: true }));
    const copy = await written("copy.json", serializeRunRecord(SHARD, { execution: true }));
    const other = await written("shard-2.json", serializeRunRecord(OTHER, { execution: true }));
    const warnings: string[] = [];
    const warn = console.warn;
    console.warn = (text: string) => warnings.push(text);
    try {
      const merged = await loadRecords([first, other, copy], environment);
      assert.deepEqual(merged, await loadRecords([other, first], environment));
    } finally {
      console.warn = warn;
    }
    assert.deepEqual(warnings, [`${copy} holds the same run as ${first}: it is counted once.`]);
  });

  it("are refused where different versions have written them", async () => {
    const first = await written("shard-1.json", serializeRunRecord(SHARD, { execution: true }));
    const newer = { ...OTHER, generator: "hardhat-parallel 99.0.0" };
    const second = await written("shard-2.json", serializeRunRecord(newer, { execution: true }));
    await assert.rejects(loadRecords([first, second], environment), (error: Error) => {
      assert.ok(HardhatPluginError.isHardhatPluginError(error), error.stack);
      assert.ok(error.message.startsWith(`${second}: it was written by hardhat-parallel 99.0.0, and `), error.message);
      assert.match(error.message, /Run all shards with one version\.$/);
      return true;
    });
  });
});
