import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import type { ContractTransactionReceipt } from "ethers";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import type { ParallelMarket, SequentialMarket } from "../../types/ethers-contracts/index.ts";

type Market = SequentialMarket | ParallelMarket;
type Deploy = (ethers: HardhatEthers, underlying: string, money: string) => Promise<Market>;

const UNIT = 10n ** 18n;
const AMOUNT = UNIT;
const PREMIUM = 100n * UNIT;
const FEE = PREMIUM / 100n;
const STRIKE = 3_000n * UNIT;
/** The first of January 2100: the same number in every run, so that every run takes the same gas. */
const EXPIRY = 4_102_444_800;
const STATES = { offered: 1n, sold: 2n, closed: 3n };
/** What everybody has deposited of both tokens. */
const ETHER = 10n * UNIT;
const DOLLARS = 100_000n * UNIT;

/** What both markets do, before and after the remedy. Only the report differs. */
export async function describeMarket(name: string, deploy: Deploy) {
  const { ethers, networkHelpers } = await network.create();

  /** Eight writers and eight buyers hold both tokens, and let the market take them. */
  async function opened() {
    const [owner, ...others] = await ethers.getSigners();
    const people = others.slice(0, 16);
    const ether = await ethers.deployContract("TestToken", ["Wrapped Ether", "WETH"]);
    const dollar = await ethers.deployContract("TestToken", ["Dollar", "USD"]);
    const market = await deploy(ethers, await ether.getAddress(), await dollar.getAddress());
    for (const person of people) {
      await ether.mint(person.address, ETHER);
      await dollar.mint(person.address, DOLLARS);
      await ether.connect(person).approve(market.target, ethers.MaxUint256);
      await dollar.connect(person).approve(market.target, ethers.MaxUint256);
    }
    const terms = { amount: AMOUNT, strike: STRIKE, premium: PREMIUM, expiry: EXPIRY };
    return { market, owner, writers: people.slice(0, 8), buyers: people.slice(8), people, ether, dollar, terms };
  }

  /** Everybody has deposited both. */
  async function funded() {
    const deployed = await opened();
    const { market, people, ether, dollar } = deployed;
    for (const person of people) {
      await market.connect(person).deposit(ether.target, ETHER);
      await market.connect(person).deposit(dollar.target, DOLLARS);
    }
    return deployed;
  }

  /** Each writer has made an offer. */
  async function offered() {
    const deployed = await funded();
    const { market, writers, terms } = deployed;
    const ids: bigint[] = [];
    for (const writer of writers) {
      ids.push(await market.connect(writer).offer.staticCall(terms));
      await market.connect(writer).offer(terms);
    }
    return { ...deployed, ids };
  }

  /** Each buyer has taken an offer. */
  async function sold() {
    const deployed = await offered();
    const { market, buyers, ids } = deployed;
    for (const [i, buyer] of buyers.entries()) {
      await market.connect(buyer).buy(ids[i]);
    }
    return deployed;
  }

  /** The day of the options is over. */
  async function expired() {
    const deployed = await sold();
    await networkHelpers.time.increaseTo(EXPIRY);
    return deployed;
  }

  describe(name, function () {
    it("sets aside what an offer is about", async function () {
      const { market, writers, ether, terms } = await networkHelpers.loadFixture(funded);
      const [writer] = writers;

      await market.connect(writer).offer(terms);

      expect(await market.balanceOf(ether.target, writer.address)).to.equal(ETHER - AMOUNT);
      await expect(market.connect(writer).withdraw(ether.target, ETHER))
        .to.be.revertedWithCustomError(market, "NotEnough")
        .withArgs(ether.target, ETHER - AMOUNT, ETHER);
    });

    it("sells an option to the first who takes the offer", async function () {
      const { market, writers, buyers, dollar, ids } = await networkHelpers.loadFixture(offered);
      await market.connect(buyers[0]).buy(ids[0]);

      expect((await market.optionOf(ids[0])).buyer).to.equal(buyers[0].address);
      expect(await market.balanceOf(dollar.target, buyers[0].address)).to.equal(DOLLARS - PREMIUM);
      expect(await market.balanceOf(dollar.target, writers[0].address)).to.equal(DOLLARS + PREMIUM - FEE);
      expect(await market.openInterest()).to.equal(AMOUNT);
      await expect(market.connect(buyers[1]).buy(ids[0]))
        .to.be.revertedWithCustomError(market, "NotIn")
        .withArgs(STATES.offered, STATES.sold);
    });

    it("lets only the writer cancel an offer, and only until it is taken", async function () {
      const { market, writers, buyers, ids } = await networkHelpers.loadFixture(sold);

      await expect(market.connect(buyers[0]).cancel(ids[0])).to.be.revertedWithCustomError(market, "NotYours");
      await expect(market.connect(writers[0]).cancel(ids[0])).to.be.revertedWithCustomError(market, "NotIn");
    });

    it("lets only the buyer exercise an option, and only in time", async function () {
      const { market, writers, buyers, ids } = await networkHelpers.loadFixture(sold);
      await expect(market.connect(buyers[1]).exercise(ids[0])).to.be.revertedWithCustomError(market, "NotYours");
      await expect(market.connect(writers[0]).reclaim(ids[0])).to.be.revertedWithCustomError(market, "TooEarly");

      await networkHelpers.time.increaseTo(EXPIRY);

      await expect(market.connect(buyers[0]).exercise(ids[0])).to.be.revertedWithCustomError(market, "TooLate");
    });

    it("credits its owner, and nobody else, with the fees", async function () {
      const { market, owner, buyers, dollar } = await networkHelpers.loadFixture(sold);
      await expect(market.connect(buyers[0]).collectFees()).to.be.revertedWithCustomError(
        market,
        "OwnableUnauthorizedAccount",
      );

      await market.collectFees();

      expect(await market.balanceOf(dollar.target, owner.address)).to.equal(8n * FEE);
      expect(await market.fees()).to.equal(0n);
    });

    it("takes the deposits of sixteen people in a block", async function () {
      const { market, people, dollar } = await networkHelpers.loadFixture(opened);
      await mineTogether(
        ethers,
        people.map((person) => () => market.connect(person).deposit(dollar.target, DOLLARS)),
      );

      for (const person of people) {
        expect(await market.balanceOf(dollar.target, person.address)).to.equal(DOLLARS);
      }
    });

    it("pays sixteen people in a block", async function () {
      const { market, people, dollar } = await networkHelpers.loadFixture(funded);
      await mineTogether(
        ethers,
        people.map((person) => () => market.connect(person).withdraw(dollar.target, DOLLARS)),
      );

      for (const person of people) {
        expect(await dollar.balanceOf(person.address)).to.equal(DOLLARS);
      }
    });

    it("takes the offers of sixteen people in a block", async function () {
      const { market, people, ether, terms } = await networkHelpers.loadFixture(funded);
      const receipts = await mineTogether(
        ethers,
        people.map((person) => () => market.connect(person).offer(terms)),
      );

      expect(new Set(receipts.map(offeredId)).size).to.equal(16);
      for (const person of people) {
        expect(await market.balanceOf(ether.target, person.address)).to.equal(ETHER - AMOUNT);
      }
    });

    it("sells eight options in a block", async function () {
      const { market, buyers, ids } = await networkHelpers.loadFixture(offered);
      await mineTogether(
        ethers,
        buyers.map((buyer, i) => () => market.connect(buyer).buy(ids[i])),
      );

      expect(await market.openInterest()).to.equal(8n * AMOUNT);
      expect(await market.fees()).to.equal(8n * FEE);
    });

    it("lets eight writers cancel in a block", async function () {
      const { market, writers, ether, ids } = await networkHelpers.loadFixture(offered);
      await mineTogether(
        ethers,
        writers.map((writer, i) => () => market.connect(writer).cancel(ids[i])),
      );

      for (const writer of writers) {
        expect(await market.balanceOf(ether.target, writer.address)).to.equal(ETHER);
      }
    });

    it("lets eight buyers exercise in a block", async function () {
      const { market, writers, buyers, ether, dollar, ids } = await networkHelpers.loadFixture(sold);
      await mineTogether(
        ethers,
        buyers.map((buyer, i) => () => market.connect(buyer).exercise(ids[i])),
      );

      expect(await market.openInterest()).to.equal(0n);
      for (const [i, buyer] of buyers.entries()) {
        expect(await market.balanceOf(ether.target, buyer.address)).to.equal(ETHER + AMOUNT);
        expect(await market.balanceOf(dollar.target, buyer.address)).to.equal(DOLLARS - PREMIUM - STRIKE);
        expect(await market.balanceOf(dollar.target, writers[i].address)).to.equal(DOLLARS + PREMIUM - FEE + STRIKE);
      }
    });

    it("gives eight writers back in a block what nobody wanted", async function () {
      const { market, writers, ether, ids } = await networkHelpers.loadFixture(expired);
      await mineTogether(
        ethers,
        writers.map((writer, i) => () => market.connect(writer).reclaim(ids[i])),
      );

      expect(await market.openInterest()).to.equal(0n);
      for (const [i, writer] of writers.entries()) {
        expect((await market.optionOf(ids[i])).state).to.equal(STATES.closed);
        expect(await market.balanceOf(ether.target, writer.address)).to.equal(ETHER);
      }
    });
  });
}

/** The first indexed argument of the event `Offered`. */
function offeredId({ logs: [log] }: ContractTransactionReceipt): bigint {
  return BigInt(log.topics[1]);
}
