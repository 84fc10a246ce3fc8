import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();

describe("Vault", function () {
  async function deployVault() {
    const vault = await ethers.deployContract("Vault");
    return { vault, signers: await ethers.getSigners() };
  }

  it("takes deposits", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    for (const signer of signers.slice(0, 8)) await vault.connect(signer).deposit({ value: 5n });
  });

  it("takes donations", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    for (const signer of signers.slice(0, 4)) await vault.connect(signer).donate({ value: 1n });
  });
});
