import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import type { LendingPool, ParallelLendingPool } from "../../types/ethers-contracts/index.ts";

type Pool = LendingPool | ParallelLendingPool;

const UNIT = 10n ** 18n;
const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;
/** What the bank supplies, before anybody else comes. */
const LIQUIDITY = 640_000n * UNIT;
/** What everybody has. */
const WEALTH = 2n * LIQUIDITY;
const SUPPLY = 1_000n * UNIT;
const COLLATERAL = UNIT;
/** Dollars for an ether. */
const PRICE = 2_000n * UNIT;
const LOW_PRICE = 1_200n * UNIT;
const LOAN = 1_000n * UNIT;

export interface LendingPoolUnderTest {
  readonly name: string;
  deploy(ethers: HardhatEthers, ...args: Parameters<typeof deployArguments>): Promise<Pool>;
  /** What the keeper of the pool does every hour, if it has one. */
  refresh(pool: Pool): Promise<unknown>;
}

function deployArguments(asset: string, collateral: string, priceFeed: string) {
  return [asset, collateral, priceFeed] as const;
}

/** What both pools do, before and after the remedy. Only the report differs. */
export async function describeLending({ name, deploy, refresh }: LendingPoolUnderTest) {
  const { ethers, networkHelpers } = await network.create();

  /** A bank has supplied dollars; sixteen people hold dollars and ether, and let the pool take both. */
  async function opened() {
    const [, bank, ...others] = await ethers.getSigners();
    const people = others.slice(0, 16);
    const dollar = await ethers.deployContract("TestToken", ["Dollar", "USD"]);
    const ether = await ethers.deployContract("TestToken", ["Wrapped Ether", "WETH"]);
    const priceFeed = await ethers.deployContract("PriceFeed", [PRICE]);
    const pool = await deploy(
      ethers,
      await dollar.getAddress(),
      await ether.getAddress(),
      await priceFeed.getAddress(),
    );
    for (const person of [bank, ...people]) {
      await dollar.mint(person.address, WEALTH);
      await ether.mint(person.address, 2n * COLLATERAL);
      await dollar.connect(person).approve(pool.target, ethers.MaxUint256);
      await ether.connect(person).approve(pool.target, ethers.MaxUint256);
    }
    await pool.connect(bank).supply(LIQUIDITY);
    await anHourLater(pool);
    return { pool, bank, people, dollar, ether, priceFeed };
  }

  /** The sixteen have brought collateral. */
  async function secured() {
    const deployed = await opened();
    for (const person of deployed.people) {
      await deployed.pool.connect(person).depositCollateral(COLLATERAL);
    }
    return deployed;
  }

  /** The sixteen have borrowed. */
  async function lent() {
    const deployed = await secured();
    for (const person of deployed.people) {
      await deployed.pool.connect(person).borrow(LOAN);
    }
    await anHourLater(deployed.pool);
    return deployed;
  }

  /** The sixteen have borrowed, and the price of their collateral has fallen. */
  async function sunk() {
    const deployed = await lent();
    await deployed.priceFeed.setPrice(LOW_PRICE);
    return deployed;
  }

  /** The first eight have borrowed, the others have supplied. */
  async function busy() {
    const deployed = await secured();
    for (const person of deployed.people.slice(0, 8)) {
      await deployed.pool.connect(person).borrow(LOAN);
    }
    for (const person of deployed.people.slice(8)) {
      await deployed.pool.connect(person).supply(SUPPLY);
    }
    await anHourLater(deployed.pool);
    return deployed;
  }

  /** Half of everything was paid back early, at different times, the rest later; nobody is left. */
  async function closed() {
    const deployed = await busy();
    const { pool, bank, people } = deployed;
    const borrowers = people.slice(0, 8);
    const suppliers = people.slice(8);
    for (const [i, supplier] of suppliers.entries()) {
      await networkHelpers.time.increase(HOUR / 4);
      await pool.connect(supplier).withdraw(SUPPLY / 2n);
      await pool.connect(borrowers[i]).repay(LOAN / 2n);
      await pool.connect(supplier).supply(SUPPLY);
    }
    await anHourLater(pool);
    for (const borrower of borrowers) {
      await pool.connect(borrower).repay(ethers.MaxUint256);
    }
    for (const person of people) {
      await pool.connect(person).withdrawCollateral(COLLATERAL);
    }
    await anHourLater(pool);
    for (const supplier of [...suppliers, bank]) {
      await pool.connect(supplier).withdraw(ethers.MaxUint256);
    }
    return deployed;
  }

  async function anHourLater(pool: Pool) {
    await networkHelpers.time.increase(HOUR);
    await refresh(pool);
  }

  describe(name, function () {
    it("charges interest to who borrows and pays it to who supplies", async function () {
      const { pool, bank, people } = await networkHelpers.loadFixture(lent);
      const [person] = people;
      const owed = await pool.debtOf(person.address);
      const worth = await pool.connect(bank).withdraw.staticCall(LIQUIDITY / 2n);

      await networkHelpers.time.increase(YEAR);
      await refresh(pool);

      const owedLater = await pool.debtOf(person.address);
      expect(owedLater).to.be.greaterThan(owed + (owed * 2n) / 100n);
      expect(await pool.connect(person).repay.staticCall(ethers.MaxUint256)).to.equal(owedLater);
      const worthLater = await pool.connect(bank).withdraw.staticCall(LIQUIDITY / 2n);
      expect(worthLater).to.be.greaterThan(worth);
    });

    it("can pay everybody in the end", async function () {
      const { pool, bank, people, dollar, ether } = await networkHelpers.loadFixture(closed);
      let paid = 0n;
      for (const person of [bank, ...people]) {
        expect(await pool.sharesOf(person.address)).to.equal(0n);
        expect(await pool.debtOf(person.address)).to.equal(0n);
        expect(await ether.balanceOf(person.address)).to.equal(2n * COLLATERAL);
        paid += await dollar.balanceOf(person.address);
      }
      // Rounding leaves a little in the pool, never the other way round.
      expect(paid).to.be.lessThan(17n * WEALTH);
      expect(paid).to.be.closeTo(17n * WEALTH, UNIT / 100n);
    });

    it("pays who leaves at once no more than was paid for entering", async function () {
      const { pool, people } = await networkHelpers.loadFixture(lent);
      const [person] = people;
      await networkHelpers.time.increase(HOUR);

      await pool.connect(person).supply(SUPPLY);

      const comesBack = await pool.connect(person).withdraw.staticCall(ethers.MaxUint256);
      expect(comesBack).to.be.lessThan(SUPPLY);
      // It costs an hour's interest at most, where the price of a share is an hour old.
      expect(comesBack).to.be.closeTo(SUPPLY, SUPPLY / 100_000n);
    });

    it("lends no more than three quarters of what the collateral is worth", async function () {
      const { pool, people } = await networkHelpers.loadFixture(secured);
      const [person] = people;
      const most = (PRICE * 3n) / 4n;

      await expect(pool.connect(person).borrow(most + 1n))
        .to.be.revertedWithCustomError(pool, "TooLittleCollateral")
        .withArgs(person.address);
      // Debts are rounded up.
      await pool.connect(person).borrow(most - 1n);
      await expect(pool.connect(person).withdrawCollateral(COLLATERAL / 1000n)).to.be.revertedWithCustomError(
        pool,
        "TooLittleCollateral",
      );
    });

    it("sells no collateral of who has enough", async function () {
      const { pool, bank, people } = await networkHelpers.loadFixture(lent);

      await expect(pool.connect(bank).liquidate(people[0].address, 1n))
        .to.be.revertedWithCustomError(pool, "Healthy")
        .withArgs(people[0].address);
    });

    it("sells collateral for at most half of a debt that it does not cover", async function () {
      const { pool, bank, people, ether } = await networkHelpers.loadFixture(sunk);
      const [person] = people;
      const seized = ((((LOAN / 2n) * 105n) / 100n) * UNIT) / LOW_PRICE;

      await expect(pool.connect(bank).liquidate(person.address, LOAN)).to.be.revertedWithCustomError(
        pool,
        "MoreThanCloseFactor",
      );
      await expect(pool.connect(bank).liquidate(person.address, LOAN / 2n)).to.changeTokenBalance(
        ethers,
        ether,
        bank,
        seized,
      );
      expect(await pool.collateralOf(person.address)).to.equal(COLLATERAL - seized);
    });

    it("lets sixteen people supply in a block", async function () {
      const { pool, people, dollar } = await networkHelpers.loadFixture(opened);
      await mineTogether(
        ethers,
        people.map((person) => () => pool.connect(person).supply(SUPPLY)),
      );

      for (const person of people) {
        expect(await pool.sharesOf(person.address)).to.be.closeTo(SUPPLY, SUPPLY / 10n ** 6n);
        expect(await dollar.balanceOf(person.address)).to.equal(WEALTH - SUPPLY);
      }
    });

    it("lets sixteen people borrow in a block", async function () {
      const { pool, people, dollar } = await networkHelpers.loadFixture(secured);
      await mineTogether(
        ethers,
        people.map((person) => () => pool.connect(person).borrow(LOAN)),
      );

      for (const person of people) {
        expect(await pool.debtOf(person.address)).to.be.closeTo(LOAN, 1n);
        expect(await dollar.balanceOf(person.address)).to.equal(WEALTH + LOAN);
      }
    });

    it("lets sixteen people repay in a block", async function () {
      const { pool, people } = await networkHelpers.loadFixture(lent);
      await mineTogether(
        ethers,
        people.map((person) => () => pool.connect(person).repay(ethers.MaxUint256)),
      );

      for (const person of people) {
        expect(await pool.debtOf(person.address)).to.equal(0n);
      }
    });

    it("lets sixteen people bring collateral in a block", async function () {
      const { pool, people, ether } = await networkHelpers.loadFixture(opened);
      await mineTogether(
        ethers,
        people.map((person) => () => pool.connect(person).depositCollateral(COLLATERAL)),
      );

      for (const person of people) {
        expect(await pool.collateralOf(person.address)).to.equal(COLLATERAL);
        expect(await ether.balanceOf(person.address)).to.equal(COLLATERAL);
      }
    });

    it("lets four people each supply, withdraw, borrow and repay in a block", async function () {
      const { pool, people } = await networkHelpers.loadFixture(busy);
      const four = (start: number) => people.slice(start, start + 4);
      await mineTogether(ethers, [
        ...four(0).map((person) => () => pool.connect(person).supply(SUPPLY)),
        ...four(4).map((person) => () => pool.connect(person).repay(LOAN / 2n)),
        ...four(8).map((person) => () => pool.connect(person).withdraw(SUPPLY / 2n)),
        ...four(12).map((person) => () => pool.connect(person).borrow(LOAN)),
      ]);

      for (const person of four(4)) {
        expect(await pool.debtOf(person.address)).to.be.closeTo(LOAN / 2n, UNIT);
      }
      for (const person of four(12)) {
        expect(await pool.debtOf(person.address)).to.be.closeTo(LOAN, 1n);
      }
    });

    it("lets sixteen people liquidate a debt each in a block", async function () {
      const { pool, people } = await networkHelpers.loadFixture(sunk);
      await mineTogether(
        ethers,
        people.map((person, i) => () => pool.connect(people[(i + 1) % 16]).liquidate(person.address, LOAN / 2n)),
      );

      for (const person of people) {
        expect(await pool.collateralOf(person.address)).to.be.lessThan(COLLATERAL);
      }
    });
  });
}
