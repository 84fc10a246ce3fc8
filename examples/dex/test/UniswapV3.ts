import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import { LIQUIDITY, TRADE } from "./helpers/dex.ts";
import { deployUniswapV3, FEE_TIERS, PRICE_OF_ONE, quoteV3 } from "./helpers/uniswap-v3.ts";

const { ethers, networkHelpers } = await network.create();

/** Fee tier of 0.3 %. */
const MAIN = 2;
const { fee: FEE, spacing: SPACING } = FEE_TIERS[MAIN];

async function uniswapV3() {
  return deployUniswapV3(ethers);
}

/** Somebody has provided liquidity close to the price, and somebody else has traded. */
async function withPosition() {
  const deployed = await deployUniswapV3(ethers);
  const { traders, router, pools } = deployed;
  const [provider, trader] = traders;
  await router
    .connect(provider)
    .addLiquidity(pools[MAIN].target, -SPACING, SPACING, LIQUIDITY, ethers.MaxUint256, ethers.MaxUint256);
  await router.connect(trader).swapExactInput(pools[MAIN].target, true, TRADE, 0n);
  return { ...deployed, provider };
}

describe("A pool of Uniswap V3", function () {
  it("pays what its price and liquidity say", async function () {
    const { traders, router, token1, pools } = await networkHelpers.loadFixture(uniswapV3);
    const [trader] = traders;
    const { amountOut } = quoteV3(TRADE, FEE, LIQUIDITY, PRICE_OF_ONE);

    await expect(router.connect(trader).swapExactInput(pools[MAIN].target, true, TRADE, amountOut + 1n))
      .to.be.revertedWithCustomError(router, "TooLittleOut")
      .withArgs(amountOut, amountOut + 1n);
    await expect(
      router.connect(trader).swapExactInput(pools[MAIN].target, true, TRADE, amountOut),
    ).to.changeTokenBalance(ethers, token1, trader, amountOut);
  });

  it("alone may ask the router for a payment", async function () {
    const { traders, router } = await networkHelpers.loadFixture(uniswapV3);
    const [thief, victim] = traders;
    const payer = ethers.AbiCoder.defaultAbiCoder().encode(["address"], [victim.address]);
    const fake = await ethers.deployContract("FakePool", [router.target]);

    await expect(fake.connect(thief).askForPayment(TRADE, payer))
      .to.be.revertedWithCustomError(router, "NoPoolOfTheFactory")
      .withArgs(fake.target);
  });

  it("pays its fees to who provides liquidity", async function () {
    const { provider, token0, pools } = await networkHelpers.loadFixture(withPosition);
    const pool = pools[MAIN].connect(provider);
    const most = 2n ** 128n - 1n;

    // Taking nothing back books the fees.
    await pool.burn(-SPACING, SPACING, 0n);

    // Half of the liquidity near the price is the provider's.
    const [fees] = await pool.collect.staticCall(provider.address, -SPACING, SPACING, most, most);
    expect(fees).to.be.closeTo((TRADE * FEE) / 1_000_000n / 2n, 1n);
    expect(await token0.balanceOf(pools[MAIN].target)).to.be.greaterThan(fees);
  });
});

describe("Uniswap V3: sixteen traders in a block", function () {
  it("trade on one pool", async function () {
    const { traders, router, token1, pools } = await networkHelpers.loadFixture(uniswapV3);
    const before = await token1.balanceOf(traders[0].address);

    await mineTogether(
      ethers,
      traders.map((trader) => () => router.connect(trader).swapExactInput(pools[MAIN].target, true, TRADE, 0n)),
    );

    // Each moves the price for the next one.
    let price = PRICE_OF_ONE;
    for (const trader of traders) {
      const quoted = quoteV3(TRADE, FEE, LIQUIDITY, price);
      expect((await token1.balanceOf(trader.address)) - before).to.equal(quoted.amountOut);
      price = quoted.price;
    }
    expect((await pools[MAIN].slot0()).sqrtPriceX96).to.equal(price);
  });

  it("trade the same two tokens on its four pools, one for each fee", async function () {
    const { traders, router, token1, pools } = await networkHelpers.loadFixture(uniswapV3);
    const before = await token1.balanceOf(traders[0].address);

    await mineTogether(
      ethers,
      traders.map((trader, i) => () => router.connect(trader).swapExactInput(pools[i % 4].target, true, TRADE, 0n)),
    );

    for (const [i, { fee }] of FEE_TIERS.entries()) {
      let price = PRICE_OF_ONE;
      for (const trader of traders.filter((_, j) => j % 4 === i)) {
        const quoted = quoteV3(TRADE, fee, LIQUIDITY, price);
        expect((await token1.balanceOf(trader.address)) - before).to.equal(quoted.amountOut);
        price = quoted.price;
      }
    }
  });
});

describe("Uniswap V3: sixteen liquidity providers in a block", function () {
  it("deposit around the price", async function () {
    const { traders, router, pools } = await networkHelpers.loadFixture(uniswapV3);

    await mineTogether(
      ethers,
      traders.map(
        (provider) => () =>
          router
            .connect(provider)
            .addLiquidity(pools[MAIN].target, -SPACING, SPACING, LIQUIDITY, ethers.MaxUint256, ethers.MaxUint256),
      ),
    );

    expect(await pools[MAIN].liquidity()).to.equal(17n * LIQUIDITY);
  });

  it("deposit above the price, each in a range of their own", async function () {
    const { traders, router, token1, pools } = await networkHelpers.loadFixture(uniswapV3);
    const before = await token1.balanceOf(pools[MAIN].target);

    await mineTogether(
      ethers,
      traders.map((provider, i) => () => {
        const lower = BigInt(2 * i + 1) * SPACING;
        return router
          .connect(provider)
          .addLiquidity(pools[MAIN].target, lower, lower + SPACING, LIQUIDITY, ethers.MaxUint256, 0n);
      }),
    );

    // Above the price a position is in token 0 only, and not used yet.
    expect(await pools[MAIN].liquidity()).to.equal(LIQUIDITY);
    expect(await token1.balanceOf(pools[MAIN].target)).to.equal(before);
  });
});
