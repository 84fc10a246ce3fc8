import { expect } from "chai";
import { network } from "hardhat";
import { describeLending } from "./helpers/lending.ts";

await describeLending({
  name: "ParallelLendingPool",
  deploy: (ethers, ...args) => ethers.deployContract("ParallelLendingPool", [...args]),
  refresh: (pool) => ("refresh" in pool ? pool.refresh() : Promise.resolve()),
});

const { ethers, networkHelpers } = await network.create();

describe("The terms of ParallelLendingPool", function () {
  async function idle() {
    const [owner, stranger] = await ethers.getSigners();
    const dollar = await ethers.deployContract("TestToken", ["Dollar", "USD"]);
    const ether = await ethers.deployContract("TestToken", ["Wrapped Ether", "WETH"]);
    const priceFeed = await ethers.deployContract("PriceFeed", [1n]);
    const pool = await ethers.deployContract("ParallelLendingPool", [dollar.target, ether.target, priceFeed.target]);
    return { pool, owner, stranger, dollar, ether, priceFeed };
  }

  /** Nearly everything is lent. */
  async function used() {
    const deployed = await idle();
    const { pool, owner, stranger, dollar, ether, priceFeed } = deployed;
    await priceFeed.setPrice(ethers.WeiPerEther);
    for (const [token, holder] of [[dollar, owner] as const, [ether, stranger] as const]) {
      await token.mint(holder.address, ethers.WeiPerEther);
      await token.connect(holder).approve(pool.target, ethers.MaxUint256);
    }
    await pool.supply(ethers.WeiPerEther);
    await pool.connect(stranger).depositCollateral(ethers.WeiPerEther);
    await pool.connect(stranger).borrow(ethers.WeiPerEther / 2n);
    return deployed;
  }

  it("are the owner's to refresh, once an hour", async function () {
    const { pool } = await networkHelpers.loadFixture(idle);

    await expect(pool.refresh()).to.be.revertedWithCustomError(pool, "TooEarly");
    await networkHelpers.time.increase(3600);
    await pool.refresh();
  });

  it("are anybody's to refresh when the owner has not for a day", async function () {
    const { pool, stranger } = await networkHelpers.loadFixture(idle);
    await networkHelpers.time.increase(23 * 3600);

    await expect(pool.connect(stranger).refresh()).to.be.revertedWithCustomError(pool, "TooEarly");
    await networkHelpers.time.increase(3600);
    await pool.connect(stranger).refresh();
  });

  it("follow the use of the pool in small steps", async function () {
    const { pool } = await networkHelpers.loadFixture(used);
    const { rate } = await pool.terms();
    const step = (ethers.WeiPerEther * 5n) / 1000n / (365n * 24n * 3600n);

    await networkHelpers.time.increase(3600);
    await pool.refresh();

    expect((await pool.terms()).rate).to.equal(rate + step);
  });
});
