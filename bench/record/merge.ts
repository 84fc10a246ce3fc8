import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { RecordMerger } from "../../plugin/record/merge.ts";
import { readRunRecord } from "../../plugin/record/parse.ts";
import { writeRunRecord } from "../../plugin/record/serialize.ts";
import { syntheticShard } from "./synthetic-shard.ts";

/** For 2 GiB in all. Without a limit Node collects garbage later, and takes up to half as much again. */
const HEAP_MEGABYTES = 1_600;

/** What reading and merging the records of a run's shards took. */
export interface MergeMeasurement {
  readonly shards: number;
  readonly transactions: number;
  readonly seconds: number;
  /** Of the processor, all threads together (those that collect garbage, too). */
  readonly cpuSeconds: number;
  /** Of the whole process. */
  readonly peakMiB: number;
}

/** Writes the records of so many shards into a directory of their own for as long as the callback runs. */
export async function withShards<Result>(shards: number, run: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(path.join(tmpdir(), "hardhat-parallel-shards-"));
  try {
    for (let shard = 0; shard < shards; shard++) {
      const file = path.join(directory, `${String(shard).padStart(3, "0")}.json`);
      await writeRunRecord(file, canonicalise(syntheticShard(shard)), { execution: true });
    }
    return await run(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Measures the merge of the first so many shards of a directory in a process of its own, for its peak memory. */
export async function measureMerge(directory: string, shards: number): Promise<MergeMeasurement> {
  const script = fileURLToPath(import.meta.url);
  const heap = `--max-old-space-size=${HEAP_MEGABYTES}`;
  const { stdout } = await promisify(execFile)(process.execPath, [heap, script, directory, String(shards)]);
  return JSON.parse(stdout) as MergeMeasurement;
}

async function measureHere(directory: string, shards: number): Promise<MergeMeasurement> {
  const files = (await readdir(directory)).sort().slice(0, shards);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const merger = new RecordMerger();
  for (const file of files) merger.add(await readRunRecord(path.join(directory, file)));
  const { record } = merger.finish();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    shards: files.length,
    transactions: record.blocks.reduce((sum, block) => sum + block.transactions.length, 0),
    seconds,
    cpuSeconds: (user + system) / 1_000_000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

const [, , directory = "", shards] = process.argv;
if (import.meta.main) console.log(JSON.stringify(await measureHere(directory, Number(shards))));
