import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import { PAYMENT, SUPPLY, withPayers } from "./helpers/token.ts";

const { ethers, networkHelpers } = await network.create();

async function countingToken() {
  return withPayers(ethers, await ethers.deployContract("CountingToken", [SUPPLY]));
}

async function shardedCountingToken() {
  return withPayers(ethers, await ethers.deployContract("ShardedCountingToken", [SUPPLY]));
}

// The same behaviour, before and after the remedy. Only the report differs.
for (const [name, fixture] of [
  ["CountingToken", countingToken],
  ["ShardedCountingToken", shardedCountingToken],
] as const) {
  describe(name, function () {
    it("counts a transfer", async function () {
      const { token, payers, payees } = await networkHelpers.loadFixture(fixture);
      const before = await token.transferCount();

      await token.connect(payers[0]).transfer(payees[0], PAYMENT);

      expect(await token.transferCount()).to.equal(before + 1n);
    });

    it("does not count a transfer that fails", async function () {
      const { token, payers, payees } = await networkHelpers.loadFixture(fixture);
      const before = await token.transferCount();

      await expect(token.connect(payers[0]).transfer(payees[0], 100n * PAYMENT)).to.be.revertedWithCustomError(
        token,
        "ERC20InsufficientBalance",
      );

      expect(await token.transferCount()).to.equal(before);
    });

    it("counts sixteen payments in a block", async function () {
      const { token, payers, payees } = await networkHelpers.loadFixture(fixture);
      const before = await token.transferCount();

      await mineTogether(
        ethers,
        payers.map((payer, i) => () => token.connect(payer).transfer(payees[i], PAYMENT)),
      );

      expect(await token.transferCount()).to.equal(before + BigInt(payers.length));
    });
  });
}
