import { describeMarket } from "./helpers/market.ts";

await describeMarket("ParallelMarket", (ethers, underlying, money) =>
  ethers.deployContract("ParallelMarket", [underlying, money]),
);
