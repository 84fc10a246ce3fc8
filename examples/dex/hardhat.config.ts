import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import hardhatParallel from "hardhat-parallel";

// The compilers come from npm, so that nothing else has to be downloaded. In a project of yours, leave out `path`.
const compiler = (npmPackage: string) => fileURLToPath(import.meta.resolve(`${npmPackage}/soljson.js`));

/** Uniswap V3 in the edition for Optimism: the same contracts, with some of their libraries linked, not built in. */
const uniswapV3 = [
  "UniswapV3Factory",
  "UniswapV3Pool",
  "UniswapV3PoolDeployer",
  ...["Oracle", "Position", "SwapMath", "Tick", "TickBitmap", "TickMath"].map((library) => `libraries/${library}`),
].map((name) => `@uniswap/v3-core-optimism/contracts/${name}.sol`);

/** The compiler that Uniswap V3 was written for. */
const uniswapV3Compiler = {
  version: "0.7.6",
  path: compiler("solc-0.7.6"),
  settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: "istanbul" },
};

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
    overrides: Object.fromEntries(uniswapV3.map((file) => [file, uniswapV3Compiler])),
    // The real things, from the npm packages that Uniswap published.
    npmFilesToBuild: [
      "@uniswap/v2-core/contracts/UniswapV2Factory.sol",
      "@uniswap/v2-core/contracts/UniswapV2Pair.sol",
      ...uniswapV3,
      "hardhat-parallel-examples-common/TestToken.sol",
    ],
  },
});
