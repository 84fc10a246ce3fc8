import { join } from "node:path";

/**
 * Where the record of the last test run is kept for the tasks that look at it afterwards.
 *
 * @param cache Hardhat's cache folder, `config.paths.cache`.
 */
export function lastRunFile(cache: string): string {
  return join(cache, "hardhat-parallel", "last-run.json");
}
