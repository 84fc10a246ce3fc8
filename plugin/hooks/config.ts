import type { HardhatUserConfig } from "hardhat/types/config";
import type { ConfigHooks } from "hardhat/types/hooks";
import { resolveParallelConfig } from "../config/resolution.ts";

export default async (): Promise<Partial<ConfigHooks>> => ({
  validateUserConfig: async (userConfig) => {
    if (!mentionsParallel(userConfig)) return [];
    const { validateParallelConfig } = await import("../config/validation.ts");
    return validateParallelConfig(userConfig);
  },
  resolveUserConfig: async (userConfig, resolveConfigurationVariable, next) =>
    resolveParallelConfig(userConfig, await next(userConfig, resolveConfigurationVariable)),
});

/** This hook runs at every invocation of Hardhat: the validator is not loaded for configs that leave the plugin alone. */
function mentionsParallel(userConfig: HardhatUserConfig): boolean {
  return (
    userConfig.parallel !== undefined ||
    Object.values(userConfig.networks ?? {}).some((network) => typeof network === "object" && "parallel" in network)
  );
}
