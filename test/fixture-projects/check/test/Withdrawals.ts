import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();

describe("Withdrawals", function () {
  async function deployVault() {
    const vault = await ethers.deployContract("Vault");
    const signers = await ethers.getSigners();
    for (const signer of signers.slice(0, 4)) await vault.connect(signer).deposit({ value: 5n });
    return { vault, signers };
  }

  it("go to their owners while others pay in", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    for (const signer of signers.slice(0, 4)) await vault.connect(signer).withdraw(5n);
    for (const signer of signers.slice(4, 8)) await vault.connect(signer).deposit({ value: 5n });
  });
});
