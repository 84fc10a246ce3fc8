import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import { DEPOSIT, WEALTH, withSavers } from "./helpers/savers.ts";

const { ethers, networkHelpers } = await network.create();

async function opened() {
  return withSavers(ethers, (token) => ethers.deployContract("SavingsVault", [token]));
}

/** Everybody has made a deposit. */
async function saved() {
  const deployed = await opened();
  for (const saver of deployed.savers) {
    await deployed.vault.connect(saver).deposit(DEPOSIT, saver.address);
  }
  return deployed;
}

describe("SavingsVault", function () {
  it("shares earnings by what everybody has saved", async function () {
    const { vault, savers } = await networkHelpers.loadFixture(saved);

    await vault.addEarnings(16n * DEPOSIT);

    for (const saver of savers) {
      expect(await vault.convertToAssets(await vault.balanceOf(saver.address))).to.be.closeTo(2n * DEPOSIT, 1n);
    }
  });

  it("refuses to redeem more than was saved", async function () {
    const { vault, savers } = await networkHelpers.loadFixture(saved);
    const [saver] = savers;
    const shares = await vault.balanceOf(saver.address);

    await expect(vault.connect(saver).redeem(shares + 1n, saver.address, saver.address))
      .to.be.revertedWithCustomError(vault, "ERC4626ExceededMaxRedeem")
      .withArgs(saver.address, shares + 1n, shares);
  });

  it("takes the deposits of sixteen people in a block", async function () {
    const { vault, savers } = await networkHelpers.loadFixture(opened);

    await mineTogether(
      ethers,
      savers.map((saver) => () => vault.connect(saver).deposit(DEPOSIT, saver.address)),
    );

    expect(await vault.totalAssets()).to.equal(16n * DEPOSIT);
  });

  it("pays sixteen people in a block", async function () {
    const { vault, token, savers } = await networkHelpers.loadFixture(saved);
    const shares = await vault.balanceOf(savers[0].address);

    await mineTogether(
      ethers,
      savers.map((saver) => () => vault.connect(saver).redeem(shares, saver.address, saver.address)),
    );

    for (const saver of savers) {
      expect(await token.balanceOf(saver.address)).to.equal(WEALTH);
    }
  });
});
