import { describeLending } from "./helpers/lending.ts";

await describeLending({
  name: "LendingPool",
  deploy: (ethers, ...args) => ethers.deployContract("LendingPool", [...args]),
  refresh: async () => {},
});
