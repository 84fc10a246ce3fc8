import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "hardhat-parallel";

export default defineConfig({
  plugins: [hardhatParallel, hardhatToolboxMochaEthers],
  solidity: {
    version: "0.8.37",
    // The compiler comes from npm, so that nothing else has to be downloaded. In a project of yours, leave this line out.
    path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
    settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: "osaka" },
    npmFilesToBuild: ["hardhat-parallel-examples-common/TestToken.sol"],
  },
});
