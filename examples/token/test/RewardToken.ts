import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import { PAYMENT, SUPPLY, withPayers } from "./helpers/token.ts";

const { ethers, networkHelpers } = await network.create();

async function rewardToken() {
  return withPayers(ethers, await ethers.deployContract("RewardToken", [SUPPLY]));
}

describe("RewardToken", function () {
  it("gives its whole supply to the deployer", async function () {
    const [deployer] = await ethers.getSigners();
    const token = await ethers.deployContract("RewardToken", [SUPPLY]);

    expect(await token.name()).to.equal("Reward");
    expect(await token.totalSupply()).to.equal(SUPPLY);
    expect(await token.balanceOf(deployer.address)).to.equal(SUPPLY);
  });

  it("moves a payment from one balance to the other", async function () {
    const { token, payers, payees } = await networkHelpers.loadFixture(rewardToken);

    await expect(token.connect(payers[0]).transfer(payees[0], PAYMENT)).to.changeTokenBalances(
      ethers,
      token,
      [payers[0], payees[0]],
      [-PAYMENT, PAYMENT],
    );
  });

  it("refuses to send more than the sender has", async function () {
    const { token, payers, payees } = await networkHelpers.loadFixture(rewardToken);
    const balance = await token.balanceOf(payers[0].address);

    await expect(token.connect(payers[0]).transfer(payees[0], balance + 1n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(payers[0].address, balance, balance + 1n);
  });

  it("lets an approved spender spend once", async function () {
    const { token, payers, payees } = await networkHelpers.loadFixture(rewardToken);
    const [owner, spender] = payers;
    await expect(token.connect(owner).approve(spender.address, PAYMENT))
      .to.emit(token, "Approval")
      .withArgs(owner.address, spender.address, PAYMENT);

    await token.connect(spender).transferFrom(owner.address, payees[0], PAYMENT);

    expect(await token.balanceOf(payees[0])).to.equal(PAYMENT);
    await expect(token.connect(spender).transferFrom(owner.address, payees[0], PAYMENT)).to.be.revertedWithCustomError(
      token,
      "ERC20InsufficientAllowance",
    );
  });

  it("pays sixteen people in a block", async function () {
    const { token, payers, payees } = await networkHelpers.loadFixture(rewardToken);

    await mineTogether(
      ethers,
      payers.map((payer, i) => () => token.connect(payer).transfer(payees[i], PAYMENT)),
    );

    for (const payee of payees) {
      expect(await token.balanceOf(payee)).to.equal(PAYMENT);
    }
  });

  it("pays one shop sixteen times in a block", async function () {
    const { token, payers, payees } = await networkHelpers.loadFixture(rewardToken);
    const [shop] = payees;

    await mineTogether(
      ethers,
      payers.map((payer) => () => token.connect(payer).transfer(shop, PAYMENT)),
    );

    expect(await token.balanceOf(shop)).to.equal(BigInt(payers.length) * PAYMENT);
  });
});
