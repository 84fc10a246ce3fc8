import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import type { EpochVault } from "../types/ethers-contracts/index.ts";
import { DEPOSIT, WEALTH, withSavers } from "./helpers/savers.ts";

const { ethers, networkHelpers } = await network.create();

async function opened() {
  return withSavers(ethers, (token) => ethers.deployContract("EpochVault", [token]));
}

/** Everybody has made a deposit, and it has become shares. */
async function saved() {
  const deployed = await opened();
  for (const saver of deployed.savers) {
    await deployed.vault.connect(saver).deposit(DEPOSIT);
  }
  await closeEpoch(deployed.vault);
  return deployed;
}

/** Everybody has shares, and the vault has earned as much again. */
async function earned() {
  const deployed = await saved();
  await deployed.vault.addEarnings(16n * DEPOSIT);
  return deployed;
}

/** Everybody has shares, and has made one more deposit. */
async function joining() {
  const deployed = await saved();
  for (const saver of deployed.savers) {
    await deployed.vault.connect(saver).deposit(DEPOSIT);
  }
  return deployed;
}

async function closeEpoch(vault: EpochVault) {
  await networkHelpers.time.increase(24 * 3600);
  await vault.closeEpoch();
}

describe("EpochVault", function () {
  it("shares earnings by what everybody has saved, at the end of the epoch", async function () {
    const { vault, savers } = await networkHelpers.loadFixture(earned);
    expect(await vault.assetsOf(savers[0].address)).to.equal(DEPOSIT);

    await closeEpoch(vault);

    for (const saver of savers) {
      expect(await vault.assetsOf(saver.address)).to.be.closeTo(2n * DEPOSIT, 10n ** 7n);
    }
  });

  it("refuses to redeem more than was saved, or what has only just been deposited", async function () {
    const { vault, savers } = await networkHelpers.loadFixture(joining);

    await expect(vault.connect(savers[0]).redeem(DEPOSIT + 1n))
      .to.be.revertedWithCustomError(vault, "NotEnough")
      .withArgs(DEPOSIT, DEPOSIT + 1n);
  });

  it("gives a deposit of this epoch back", async function () {
    const { vault, token, savers } = await networkHelpers.loadFixture(joining);
    const [saver] = savers;

    await expect(vault.connect(saver).cancelDeposit(DEPOSIT + 1n)).to.be.revertedWithCustomError(vault, "NotEnough");
    await expect(vault.connect(saver).cancelDeposit(DEPOSIT)).to.changeTokenBalance(ethers, token, saver, DEPOSIT);
    expect(await vault.assetsOf(saver.address)).to.equal(DEPOSIT);
  });

  it("closes no epoch before its time", async function () {
    const { vault } = await networkHelpers.loadFixture(opened);

    await expect(vault.closeEpoch()).to.be.revertedWithCustomError(vault, "EpochRuns");
  });

  it("takes the deposits of sixteen people in a block", async function () {
    const { vault, savers } = await networkHelpers.loadFixture(opened);

    await mineTogether(
      ethers,
      savers.map((saver) => () => vault.connect(saver).deposit(DEPOSIT)),
    );

    for (const saver of savers) {
      expect(await vault.assetsOf(saver.address)).to.equal(DEPOSIT);
    }
  });

  it("pays sixteen people in a block", async function () {
    const { vault, token, savers } = await networkHelpers.loadFixture(saved);

    await mineTogether(
      ethers,
      savers.map((saver) => () => vault.connect(saver).redeem(DEPOSIT)),
    );

    for (const saver of savers) {
      expect(await token.balanceOf(saver.address)).to.equal(WEALTH);
    }
  });
});
