import { describeMarket } from "./helpers/market.ts";

await describeMarket("SequentialMarket", (ethers, underlying, money) =>
  ethers.deployContract("SequentialMarket", [underlying, money]),
);
