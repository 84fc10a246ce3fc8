import { network } from "hardhat";

/** What a script prints must be the same on both networks, its failure included. */

const { ethers, networkHelpers, provider } = await network.create();
const [owner, alice] = await ethers.getSigners();
const token = await ethers.deployContract("Token", [1_000n]);
const failing = await ethers.deployContract("Failing", [false]);

const receipt = await (await token.transfer(alice.address, 5n)).wait();
console.log("gas", receipt?.gasUsed, "balance", await token.balanceOf(alice.address));
console.log("logged", await failing.log());
await failing.set(7n);
await networkHelpers.mine(10);
console.log(
  "blocks",
  await ethers.provider.getBlockNumber(),
  await provider.request({ method: "net_version", params: [] }),
);
for (const attempt of [() => failing.reason(1n), () => token.connect(alice).mint(owner.address, 1n)]) {
  try {
    await attempt();
  } catch (error) {
    console.log((error as Error).message, (error as Error).stack?.match(/\w+\.\w+ \(contracts.*\)/g));
  }
}
await failing.custom();
