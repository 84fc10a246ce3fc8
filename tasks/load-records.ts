import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { withPluginErrors } from "../plugin/hooks/plugin-error.ts";
import { mergeRunRecords } from "../plugin/record/merge.ts";
import { readRunRecord } from "../plugin/record/parse.ts";
import type { RunRecord } from "../plugin/record/types.ts";
import { lastRunFile } from "../plugin/stats/last-run.ts";

/**
 * The record that a task is about: the named ones, merged when they are several (shards of a CI run), or that of the
 * last test run.
 *
 * @param files Relative to the working directory.
 * @throws HardhatPluginError that names the file when one is missing, truncated, no run record, or of another version.
 */
export async function loadRecords(
  files: readonly string[],
  { config }: Pick<HardhatRuntimeEnvironment, "config">,
): Promise<RunRecord> {
  if (files.length === 0) return await loadLastRun(lastRunFile(config.paths.cache));
  return await withPluginErrors(async () => {
    const records: RunRecord[] = [];
    for (const file of files) records.push(await readRunRecord(resolve(file)));
    const [only] = records;
    return records.length === 1 && only !== undefined ? only : mergeRunRecords(records);
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
