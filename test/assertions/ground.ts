import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import type { HardhatUserConfig } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import hardhatParallel from "../../plugin/index.ts";
import { compiledRuntime } from "../helpers/projects.ts";

/** A connection to a network on the engine, in the project with the token. */
export async function connect(network: object = {}): Promise<NetworkConnection> {
  const config: HardhatUserConfig = {
    plugins: [hardhatParallel, hardhatEthers],
    networks: { parallel: { type: "edr-simulated", parallel: { workers: 2, verify: true }, ...network } },
  };
  const hre = await compiledRuntime("assertions", config);
  return await hre.network.create("parallel");
}
