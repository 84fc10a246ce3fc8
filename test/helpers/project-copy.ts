import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { fixtureProject } from "./projects.ts";
import { ROOT } from "./run.ts";

const MADE = /[/\\](?:artifacts|cache|types|node_modules)$/;

/**
 * Copies a fixture project to a directory that the test may change, with this repository's packages and plugin.
 *
 * @param directory Need not exist.
 */
export async function copyProject(name: string, directory: string): Promise<void> {
  await cp(fixtureProject(name), directory, { recursive: true, filter: (source) => !MADE.test(source) });
  await symlink(path.join(ROOT, "node_modules"), path.join(directory, "node_modules"), "junction");
  const plugin = pathToFileURL(path.join(ROOT, "plugin", "index.ts")).href;
  await edit(path.join(directory, "hardhat.config.ts"), (config) => config.replace("../../../plugin/index.ts", plugin));
}

/** Changes a file, and fails when that changes nothing. */
export async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, "utf8");
  const changed = change(text);
  if (changed === text) throw new Error(`Nothing to change in ${file}`);
  await writeFile(file, changed);
}
