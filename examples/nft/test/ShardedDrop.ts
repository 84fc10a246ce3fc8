import { describeDrop } from "./helpers/drop.ts";

await describeDrop("ShardedDrop", (ethers, supply) => ethers.deployContract("ShardedDrop", [supply]));
