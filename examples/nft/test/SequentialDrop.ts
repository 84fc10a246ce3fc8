import { describeDrop } from "./helpers/drop.ts";

await describeDrop("SequentialDrop", (ethers, supply) => ethers.deployContract("SequentialDrop", [supply]));
