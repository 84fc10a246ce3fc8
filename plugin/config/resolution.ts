import { availableParallelism } from "node:os";
import type { HardhatConfig, HardhatUserConfig, NetworkConfig } from "hardhat/types/config";
import { DEFAULT_TARGET, type Target } from "../analysis/models/target.ts";
import { DEFAULT_GROUPING, type Grouping } from "../record/types.ts";
import { withOutputsForNames } from "./output-selection.ts";
import type { EngineConfig, EngineUserConfig, ParallelUserConfig, TargetUserConfig } from "./types.ts";

/**
 * Adds this plugin's part to the config that the other plugins have resolved.
 *
 * Hardhat's own resolution drops every network setting that it does not know, so `parallel` is put back here.
 * Nothing that other plugins made is changed in place.
 */
export function resolveParallelConfig(userConfig: HardhatUserConfig, resolved: HardhatConfig): HardhatConfig {
  const engine = resolveEngineConfig(userConfig.parallel ?? {}, {
    workers: availableParallelism(),
    verify: false,
    minParallelTransactions: 4,
  });
  return {
    ...resolved,
    parallel: {
      ...engine,
      target: resolveTarget(userConfig.parallel?.target),
      grouping: resolveGrouping(userConfig.parallel?.grouping),
      budgets: { ...userConfig.parallel?.budgets },
    },
    networks: Object.fromEntries(
      Object.entries(resolved.networks).map(([name, network]) => [
        name,
        resolveNetwork(network, userConfig.networks?.[name], engine),
      ]),
    ),
    solidity: withOutputsForNames(resolved.solidity),
  };
}

function resolveNetwork(
  network: NetworkConfig,
  user: NonNullable<HardhatUserConfig["networks"]>[string] | undefined,
  defaults: EngineConfig,
): NetworkConfig {
  if (network.type !== "edr-simulated" || user?.type !== "edr-simulated" || user.parallel === undefined) return network;
  const parallel =
    user.parallel === false ? false : resolveEngineConfig(user.parallel === true ? {} : user.parallel, defaults);
  return { ...network, parallel };
}

function resolveGrouping(user: ParallelUserConfig["grouping"] = {}): Grouping {
  const { by = DEFAULT_GROUPING.by, fixtures = DEFAULT_GROUPING.fixtures } =
    typeof user === "object" ? user : { by: user };
  return { by, fixtures };
}

function resolveTarget(user: TargetUserConfig = {}): Target {
  return {
    gasPerSecond: user.gasPerSecond ?? DEFAULT_TARGET.gasPerSecond,
    tps: user.tps ?? DEFAULT_TARGET.tps,
    threads: user.threads ?? DEFAULT_TARGET.threads,
    model: user.model ?? DEFAULT_TARGET.model,
  };
}

function resolveEngineConfig(user: EngineUserConfig, defaults: EngineConfig): EngineConfig {
  const history = user.history ?? defaults.history;
  const blockHistory = user.blockHistory ?? defaults.blockHistory;
  return {
    workers: user.workers ?? defaults.workers,
    verify: user.verify ?? defaults.verify,
    minParallelTransactions: user.minParallelTransactions ?? defaults.minParallelTransactions,
    ...(history === undefined ? {} : { history }),
    ...(blockHistory === undefined ? {} : { blockHistory }),
  };
}
