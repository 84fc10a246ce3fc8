import { network } from "hardhat";

const { ethers } = await network.create();

describe("a block of several transactions", function () {
  it("holds deposits", async function () {
    const vault = await ethers.deployContract("Vault");
    await ethers.provider.send("evm_setAutomine", [false]);
    for (const signer of (await ethers.getSigners()).slice(0, 4)) {
      await vault.connect(signer).deposit({ value: 1n, gasLimit: 200_000 });
    }
    await ethers.provider.send("evm_mine");
    await ethers.provider.send("evm_setAutomine", [true]);
  });
});
