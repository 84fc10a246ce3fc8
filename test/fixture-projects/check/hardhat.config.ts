import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "../../../plugin/index.ts";

export default defineConfig({
  plugins: [hardhatParallel, hardhatToolboxMochaEthers],
  solidity: { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) },
  parallel: {
    budgets: {
      block: { minSpeedup: { threads: 8, value: 4 } },
      "test: Vault takes donations": { minSpeedup: { threads: 8, value: 1 } },
      "test: Withdrawals go to their owners while others pay in": { allow: ["ether balance of Vault"] },
      Vault: { maxConflictRate: 0.5 },
    },
  },
});
