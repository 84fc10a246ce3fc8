import { fileURLToPath } from "node:url";
import hardhatNodeTestRunner from "@nomicfoundation/hardhat-node-test-runner";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "../../../plugin/index.ts";

export default defineConfig({
  plugins: [hardhatParallel, hardhatToolboxMochaEthers, hardhatNodeTestRunner],
  solidity: { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) },
  networks: {
    default: { type: "edr-simulated", ...(process.env.FIXTURE_PARALLEL === "yes" && { parallel: true }) },
  },
  ...(process.env.FIXTURE_GROUPING === "yes" && { parallel: { grouping: { by: "describe", fixtures: true } } }),
  paths: { tests: { mocha: "test/mocha", nodejs: "test/node", solidity: "test/solidity" } },
  test: { mocha: { parallel: process.env.FIXTURE_MOCHA_PARALLEL === "yes", jobs: 2 } },
});
