import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Chai, ChaiUtilities } from "../assertions/chai.ts";
import { importFile } from "../import-file.ts";

/** What is used of chai, so that it need not be installed. */
interface ChaiModule {
  use?(plugin: (chai: Chai, utilities: ChaiUtilities) => void): unknown;
}

const added = new Map<string, Promise<void>>();

/**
 * Adds the matchers for reports to the chai of the project, in test runs of projects that have one. To the project's own
 * copy: another one, beside this package, may be installed as well.
 *
 * @param projectRoot Absolute.
 */
export async function addChaiMatchers(projectRoot: string): Promise<void> {
  if (process.env.HH_TEST !== "true") return;
  const known = added.get(projectRoot) ?? add(projectRoot);
  added.set(projectRoot, known);
  await known;
}

async function add(projectRoot: string): Promise<void> {
  let file: string;
  try {
    file = createRequire(path.join(projectRoot, "package.json")).resolve("chai");
  } catch {
    return;
  }
  const loaded = (await importFile(pathToFileURL(file).href)) as ChaiModule & { readonly default?: ChaiModule };
  const { default: parallelMatchers } = await import("../assertions/chai.ts");
  // Up to version 4 it is CommonJS.
  const chai = loaded.use === undefined ? loaded.default : loaded;
  chai?.use?.(parallelMatchers);
}
