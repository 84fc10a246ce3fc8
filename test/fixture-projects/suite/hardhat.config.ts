import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "../../../plugin/index.ts";

/** Where mocha writes its results; the usual report is printed when it is not set. */
const results = process.env.FIXTURE_RESULTS;

export default defineConfig({
  plugins: [hardhatParallel, hardhatToolboxMochaEthers],
  solidity: { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) },
  paths: { tests: "test" },
  test: results === undefined ? {} : { mocha: { reporter: "json", reporterOptions: { output: results } } },
  networks: {
    default: { type: "edr-simulated", parallel: process.env.FIXTURE_PARALLEL === "yes" ? process.env.FIXTURE_VERIFY === "no" ? true : { verify: true } : false },
  },
});
