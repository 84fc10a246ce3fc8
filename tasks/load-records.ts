import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { lastRunFile } from "../plugin/config/cache-folders.ts";
import { withPluginErrors } from "../plugin/hooks/plugin-error.ts";
import { RunRecordError } from "../plugin/record/errors.ts";
import { RecordMerger } from "../plugin/record/merge.ts";
import { readRunRecord } from "../plugin/record/parse.ts";
import type { RunRecord } from "../plugin/record/types.ts";
import { Progress } from "../plugin/report/progress.ts";

/**
 * The record that a task is about: the named ones, merged when they are several (shards of a CI run), or that of the
 * last test run.
 *
 * @param files Relative to the working directory.
 * @throws HardhatPluginError that names the file when one is missing, truncated, no run record, or of another version,
 * or when they were written by different versions of this package.
 */
export async function loadRecords(
  files: readonly string[],
  { config }: Pick<HardhatRuntimeEnvironment, "config">,
): Promise<RunRecord> {
  if (files.length === 0) return await loadLastRun(lastRunFile(config.paths.cache));
  return await withPluginErrors(() => (files.length === 1 ? readRunRecord(resolve(files[0] as string)) : merge(files)));
}

/** Reads one record after the other, and keeps none: many shards of a large suite do not fit into memory side by side. */
async function merge(files: readonly string[]): Promise<RunRecord> {
  const merger = new RecordMerger();
  const progress = new Progress();
  let generator: string | undefined;
  progress.begin(files.length, "record", "Merging");
  try {
    for (const file of files) {
      const part = await readRunRecord(resolve(file));
      generator ??= part.generator;
      if (part.generator !== generator) throw differentVersions(files[0] as string, generator, file, part.generator);
      merger.add(part);
      progress.advance();
    }
  } finally {
    progress.clear();
  }
  const { record, duplicates } = merger.finish();
  for (const { part, of } of duplicates) {
    console.warn(`${files[part]} holds the same run as ${files[of]}: it is counted once.`);
  }
  return record;
}

/** What two versions record of the same transactions may differ, and so would what follows from it. */
function differentVersions(first: string, generator: string, file: string, other: string): RunRecordError {
  return new RunRecordError({
    file: resolve(file),
    what: `it was written by ${other}, and ${first} by ${generator}: records of different versions are not merged`,
    mend: "Run all shards with one version.",
  });
}

async function loadLastRun(file: string): Promise<RunRecord> {
  if (!existsSync(file)) {
    throw new HardhatPluginError(
      "hardhat-parallel",
      `There is no record of a test run yet (${file}). Run \`npx hardhat test --parallel-stats\` first, or name the files that \`--parallel-stats-json\` has written.`,
    );
  }
  return await withPluginErrors(() => readRunRecord(file));
}
