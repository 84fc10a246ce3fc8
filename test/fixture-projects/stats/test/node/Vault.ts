import { beforeEach, describe, it } from "node:test";
import { network } from "hardhat";

describe("Vault under node:test", async function () {
  const { ethers, networkHelpers } = await network.create();

  async function deployVault() {
    const vault = await ethers.deployContract("Vault");
    await vault.deposit({ value: 1n });
    return { vault, signers: await ethers.getSigners() };
  }

  it("takes deposits", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    for (const signer of signers.slice(0, 4)) await vault.connect(signer).deposit({ value: 5n });
  });

  describe("with a hook", function () {
    beforeEach(async function () {
      await networkHelpers.loadFixture(deployVault);
    });

    it("touches", async function () {
      const { vault, signers } = await networkHelpers.loadFixture(deployVault);
      for (const signer of signers.slice(0, 3)) await vault.connect(signer).touch();
    });
  });
});
