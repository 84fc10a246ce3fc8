import { describeDrop } from "./helpers/drop.ts";

await describeDrop("EnumerableDrop", (ethers, supply) => ethers.deployContract("EnumerableDrop", [supply]));
