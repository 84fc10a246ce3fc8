import { fileURLToPath } from "node:url";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "../../../plugin/index.ts";

export default defineConfig({
  plugins: [hardhatParallel],
  solidity: { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) },
  paths: { tests: { solidity: process.env.FIXTURE_SOLIDITY_TESTS ?? "test" } },
});
