import { fileURLToPath } from "node:url";
import type { HookContext } from "hardhat/types/hooks";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { setRunStats } from "../stats/accessors.ts";
import { RunStats } from "../stats/run-stats.ts";
import type { MochaRootHooks } from "./mocha-tests.ts";

/** Has what the tests of this run do on the engine be recorded, and told by whom. */
export async function followRun(context: HookContext, hre: HardhatRuntimeEnvironment): Promise<void> {
  const { parallelStats, parallelStatsJson } = context.globalOptions;
  const { cache, root } = hre.config.paths;
  const stats = new RunStats({
    cache,
    projectRoot: root,
    artifacts: hre.artifacts,
    target: hre.config.parallel.target,
    grouping: hre.config.parallel.grouping,
    print: parallelStats,
    json: parallelStatsJson,
  });
  setRunStats(hre, stats);
  await followMochaTests(hre);
}

/** The options of mocha that matter here. */
interface MochaConfig {
  readonly parallel?: boolean;
  readonly jobs?: number;
  readonly require?: string | string[];
  readonly rootHooks?: MochaRootHooks;
}

/**
 * Adds our root hooks to those of mocha's options. Options of the command line are not known yet when the config is
 * resolved, so that the resolved config is changed afterwards, as the mocha plugin does itself.
 */
async function followMochaTests({ config }: HardhatRuntimeEnvironment): Promise<void> {
  // As an object of any shape: where the mocha plugin's own types are loaded, they would stand here.
  const tests: object = config.test;
  const mocha: MochaConfig | undefined = Reflect.get(tests, "mocha");
  if (mocha === undefined) return;
  let hooked: MochaConfig;
  if (mocha.parallel === true && mocha.jobs !== 1) {
    // Worker processes get the options as text: a file is required there instead.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const file = fileURLToPath(new URL(`./mocha-worker.${extension}`, import.meta.url));
    hooked = { ...mocha, require: [mocha.require ?? [], file].flat() };
  } else {
    const { withMochaTests } = await import("./mocha-tests.ts");
    hooked = { ...mocha, rootHooks: withMochaTests(mocha.rootHooks) };
  }
  Reflect.set(config.test, "mocha", hooked);
}
