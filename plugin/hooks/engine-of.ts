import type { EdrNetworkConfig } from "hardhat/types/config";
import type { HookContext } from "hardhat/types/hooks";
import type { EngineConfig } from "../config/types.ts";

/**
 * The engine's settings for a network; undefined where Hardhat's own EVM executes. The config decides, and where it says
 * nothing the options of the command line.
 */
export function engineOf(
  { config, globalOptions: { parallelStats, parallelStatsJson } }: HookContext,
  network: EdrNetworkConfig,
): EngineConfig | undefined {
  const requested = parallelStats || parallelStatsJson !== undefined;
  const engine = network.parallel ?? (requested ? config.parallel : false);
  return engine === false ? undefined : engine;
}
