import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskOverrideActionFunction } from "hardhat/types/tasks";
import { endureMalformedFrames } from "../plugin/hooks/malformed-frames.ts";

/** The network of `hardhat node` unless `--network` names another. */
const DEFAULT_NETWORK = "node";

/** `hardhat node` goes on when a client sends what is no WebSocket frame, on networks of the engine. */
const enduringNode: TaskOverrideActionFunction = async (args, hre, runSuper) => {
  if (!isParallel(hre)) return await runSuper(args);
  const stop = endureMalformedFrames();
  try {
    return await runSuper(args);
  } finally {
    stop();
  }
};

function isParallel({ config, globalOptions }: HardhatRuntimeEnvironment): boolean {
  const { network: name = DEFAULT_NETWORK, parallelStats, parallelStatsJson } = globalOptions;
  const network = config.networks[name];
  if (network?.type !== "edr-simulated") return false;
  const engine = network.parallel ?? (parallelStats || parallelStatsJson !== undefined);
  return engine !== false;
}

export default enduringNode;
