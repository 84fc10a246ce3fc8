import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { requestTimer } from "./request-timer.ts";

/** With BENCH_PLUGIN, the URL of our plugin, the suite runs on its network, else on Hardhat's own. */
const { BENCH_PLUGIN: url = "" } = process.env;
const plugin: HardhatPlugin[] = url === "" ? [] : [(await import(url)).default];
const network = { type: "edr-simulated", chainType: "l1" } as const;

export default defineConfig({
  plugins: [...plugin, hardhatToolboxMochaEthers, requestTimer],
  solidity: { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) },
  test: { mocha: { reporter: fileURLToPath(new URL("results-reporter.cjs", import.meta.url)) } },
  networks: { default: url === "" ? network : { ...network, parallel: true } },
});
