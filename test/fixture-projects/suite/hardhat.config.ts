import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "../../../plugin/index.ts";

/** With FIXTURE_RESULTS, what mocha would print is written to that file. */
const reporter = fileURLToPath(new URL("results-reporter.cjs", import.meta.url));

export default defineConfig({
  plugins: [hardhatParallel, hardhatToolboxMochaEthers],
  solidity: { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) },
  paths: { tests: "test" },
  test: process.env.FIXTURE_RESULTS === undefined ? {} : { mocha: { reporter } },
  networks: {
    default: {
      type: "edr-simulated",
      parallel:
        process.env.FIXTURE_PARALLEL === "yes"
          ? process.env.FIXTURE_VERIFY === "no"
            ? true
            : { verify: true }
          : false,
    },
  },
});
