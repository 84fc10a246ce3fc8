import { expect } from "chai";
import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();

describe("Vault", function () {
  async function deployVault() {
    const vault = await ethers.deployContract("Vault");
    const signers = await ethers.getSigners();
    await vault.deposit({ value: 1n });
    return { vault, signers };
  }

  it("takes deposits of many users", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    for (const signer of signers.slice(0, 8)) await vault.connect(signer).deposit({ value: 5n });
    expect(await vault.totalAssets()).to.equal(41n);
  });

  it("lets users touch their own balances", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    for (const signer of signers.slice(0, 8)) await vault.connect(signer).touch();
  });

  it("pays into one account", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    for (const signer of signers.slice(1, 5)) await vault.connect(signer).depositFor(signers[0], { value: 1n });
    await expect(vault.refuse()).to.be.revertedWith("not you");
  });

  it("compares two ways from a snapshot of its own", async function () {
    const { vault, signers } = await networkHelpers.loadFixture(deployVault);
    await vault.connect(signers[1]).deposit({ value: 1n });
    await vault.connect(signers[2]).deposit({ value: 1n });
    const snapshot = await networkHelpers.takeSnapshot();
    await vault.connect(signers[3]).touch();
    await snapshot.restore();
    await vault.connect(signers[3]).touch();
    await vault.connect(signers[4]).touch();
  });

  describe("prepared by hooks", function () {
    before(async function () {
      await networkHelpers.loadFixture(deployVault);
    });

    beforeEach(async function () {
      const { vault } = await networkHelpers.loadFixture(deployVault);
      await vault.deposit({ value: 1n });
      this.vault = vault;
    });

    it("sees none of its preparation", async function () {
      await this.vault.touch();
    });
  });

  it("fails when it is told to", function () {
    expect(process.env.FIXTURE_FAIL).to.equal(undefined);
  });
});
