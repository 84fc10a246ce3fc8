import { join } from "node:path";

/** Everything that the plugin keeps in a project's cache lies in one folder of it. */
const OWN = "hardhat-parallel";

/**
 * Where the record of the last test run is kept for the tasks that look at it afterwards.
 *
 * @param cache Hardhat's cache folder, `config.paths.cache`; so below.
 */
export function lastRunFile(cache: string): string {
  return join(cache, OWN, "last-run.json");
}

/** Holds a folder for each test run under way, with what its processes recorded. */
export function runsFolder(cache: string): string {
  return join(cache, OWN, "runs");
}

/** Blocks that came out differently under `verify`. */
export function blocksFolder(cache: string): string {
  return join(cache, OWN, "blocks");
}
