import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "hardhat-parallel";

// The compilers come from npm, so that nothing else has to be downloaded. In a project of yours, leave out `path`.
const compiler = (npmPackage: string) => fileURLToPath(import.meta.resolve(`${npmPackage}/soljson.js`));

export default defineConfig({
  plugins: [hardhatParallel, hardhatToolboxMochaEthers],
  solidity: {
    compilers: [
      {
        version: "0.8.37",
        path: compiler("solc"),
        settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: "osaka" },
      },
      {
        // As Uniswap V2 was compiled for mainnet.
        version: "0.5.16",
        path: compiler("solc-0.5.16"),
        settings: { optimizer: { enabled: true, runs: 999999 }, evmVersion: "istanbul" },
      },
    ],
    // The real thing, from the npm package that Uniswap published.
    npmFilesToBuild: [
      "@uniswap/v2-core/contracts/UniswapV2Factory.sol",
      "@uniswap/v2-core/contracts/UniswapV2Pair.sol",
    ],
  },
});
