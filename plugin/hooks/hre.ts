import type { NetworkConfig } from "hardhat/types/config";
import type { HardhatRuntimeEnvironmentHooks } from "hardhat/types/hooks";

/** This hook runs at every invocation of Hardhat: nothing is loaded where no network can be on the engine. */
export default async (): Promise<Partial<HardhatRuntimeEnvironmentHooks>> => ({
  created: async (context, hre) => {
    const { parallelStats, parallelStatsJson } = context.globalOptions;
    const requested = parallelStats || parallelStatsJson !== undefined;
    if (!requested && !Object.values(hre.config.networks).some(runsOnEngine)) return;
    const { followRun } = await import("./run-following.ts");
    await followRun(context, hre);
  },
});

/** What such networks do in tests is recorded without being asked for, so that it can be looked at afterwards. */
function runsOnEngine(network: NetworkConfig): boolean {
  return network.type === "edr-simulated" && network.parallel !== undefined && network.parallel !== false;
}
