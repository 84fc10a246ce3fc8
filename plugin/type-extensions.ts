export type * from "./assertions/chai-types.ts";

import type { ParallelHelpers } from "./assertions/parallel-helpers.ts";
import type { EngineConfig, EngineUserConfig, ParallelConfig, ParallelUserConfig } from "./config/types.ts";

import "hardhat/types/config";
import "hardhat/types/global-options";
import "hardhat/types/network";

declare module "hardhat/types/config" {
  interface HardhatUserConfig {
    /** Defaults of every network that runs on the parallel engine. Does not turn the engine on by itself. */
    parallel?: ParallelUserConfig;
  }

  interface HardhatConfig {
    parallel: ParallelConfig;
  }

  interface EdrNetworkUserConfig {
    /**
     * Runs this network on the parallel engine: `true` or an object with its settings. `false` keeps the network on
     * Hardhat's own EVM even with `--parallel-stats`, which turns on every simulated network that says nothing.
     */
    parallel?: boolean | EngineUserConfig;
  }

  interface EdrNetworkConfig {
    /** Undefined when the config says nothing: then `--parallel-stats` decides. */
    parallel?: EngineConfig | false;
  }
}

declare module "hardhat/types/global-options" {
  interface GlobalOptions {
    parallelStats: boolean;
    parallelStatsJson: string | undefined;
  }
}

declare module "hardhat/types/network" {
  interface NetworkConnection<ChainTypeT extends ChainType | string = DefaultChainType> {
    /** What several transactions do to each other when they are one block. Needs the parallel engine. */
    parallel: ParallelHelpers;
  }
}
