import { fileURLToPath } from "node:url";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatUserConfig } from "hardhat/types/config";
import type { GlobalOptions } from "hardhat/types/global-options";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import hardhatParallel from "../../plugin/index.ts";

export type NetworkUserConfigs = NonNullable<HardhatUserConfig["networks"]>;

/** The compiler from npm, so that tests download nothing. */
export const SOLC = { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) };

/** Absolute path of a project under `test/fixture-projects`. */
export function fixtureProject(name: string): string {
  return fileURLToPath(new URL(`../fixture-projects/${name}`, import.meta.url));
}

/** A runtime environment in a fixture project, with this plugin listed first unless the config lists it elsewhere; nothing is compiled yet. */
export function fixtureRuntime(
  project: string,
  config: HardhatUserConfig = {},
  options: Partial<GlobalOptions> = {},
): Promise<HardhatRuntimeEnvironment> {
  const plugins = config.plugins ?? [];
  return createHardhatRuntimeEnvironment(
    { solidity: SOLC, ...config, plugins: plugins.includes(hardhatParallel) ? plugins : [hardhatParallel, ...plugins] },
    options,
    fixtureProject(project),
  );
}

/** As `fixtureRuntime`, with the contracts compiled (or taken from the cache). */
export async function compiledRuntime(
  project: string,
  config: HardhatUserConfig = {},
  options: Partial<GlobalOptions> = {},
): Promise<HardhatRuntimeEnvironment> {
  const hre = await fixtureRuntime(project, config, options);
  await hre.tasks.getTask("build").run({ quiet: true });
  return hre;
}
