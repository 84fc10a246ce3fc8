import { expect } from "chai";
import { network } from "hardhat";
import { mineTogether } from "hardhat-parallel-examples-common/one-block.ts";
import { deployDex, LIQUIDITY, POOLS, quote, TRADE } from "./helpers/dex.ts";

const { ethers, networkHelpers } = await network.create();

async function dex() {
  return deployDex(ethers);
}

/** Sixteen traders who also hold the token of the pool that they will provide liquidity for. */
async function dexWithProviders() {
  const deployed = await deployDex(ethers);
  const { traders, tokens, router } = deployed;
  for (const [i, provider] of traders.entries()) {
    for (const token of new Set([tokens[0], tokens[i]])) {
      await token.mint(provider.address, TRADE);
      await token.connect(provider).approve(router.target, TRADE);
    }
  }
  return deployed;
}

describe("One trade", function () {
  it("pays what the constant product says", async function () {
    const { traders, router, dollar, tokens, pairs } = await networkHelpers.loadFixture(dex);
    const [trader] = traders;
    const expected = quote(TRADE, LIQUIDITY, LIQUIDITY);

    const trade = router.connect(trader).swapExactInput(pairs[0].target, dollar.target, TRADE, expected);

    await expect(trade).to.changeTokenBalance(ethers, tokens[0], trader, expected);
    await expect(trade).to.emit(pairs[0], "Swap");
  });

  it("is refused when it would pay less than the trader accepts", async function () {
    const { traders, router, dollar, pairs } = await networkHelpers.loadFixture(dex);
    const offered = quote(TRADE, LIQUIDITY, LIQUIDITY);

    await expect(router.connect(traders[0]).swapExactInput(pairs[0].target, dollar.target, TRADE, offered + 1n))
      .to.be.revertedWithCustomError(router, "TooLittleOut")
      .withArgs(offered, offered + 1n);
  });

  it("is refused by the pair when nothing is paid in", async function () {
    const { traders, pairs } = await networkHelpers.loadFixture(dex);
    const [trader] = traders;

    await expect(pairs[0].connect(trader).swap(1n, 0n, trader.address, "0x")).to.be.revertedWith(
      "UniswapV2: INSUFFICIENT_INPUT_AMOUNT",
    );
  });
});

describe("Sixteen traders in a block", function () {
  it("trade on sixteen pools", async function () {
    const { traders, router, dollar, tokens, pairs } = await networkHelpers.loadFixture(dex);
    const expected = quote(TRADE, LIQUIDITY, LIQUIDITY);

    await mineTogether(
      ethers,
      traders.map(
        (trader, i) => () => router.connect(trader).swapExactInput(pairs[i].target, dollar.target, TRADE, expected),
      ),
    );

    for (const [i, trader] of traders.entries()) {
      expect(await tokens[i].balanceOf(trader.address)).to.equal(expected);
    }
  });

  it("trade on four pools", async function () {
    const { traders, router, dollar, pairs } = await networkHelpers.loadFixture(dex);

    await mineTogether(
      ethers,
      traders.map(
        (trader, i) => () => router.connect(trader).swapExactInput(pairs[i % 4].target, dollar.target, TRADE, 0n),
      ),
    );

    for (const pair of pairs.slice(0, 4)) {
      expect(await dollar.balanceOf(pair.target)).to.equal(LIQUIDITY + 4n * TRADE);
    }
  });

  it("trade on one pool", async function () {
    const { traders, router, dollar, tokens, pairs } = await networkHelpers.loadFixture(dex);

    await mineTogether(
      ethers,
      traders.map((trader) => () => router.connect(trader).swapExactInput(pairs[0].target, dollar.target, TRADE, 0n)),
    );

    // Each moves the price for the next one.
    let [reserveIn, reserveOut] = [LIQUIDITY, LIQUIDITY];
    for (const trader of traders) {
      const expected = quote(TRADE, reserveIn, reserveOut);
      expect(await tokens[0].balanceOf(trader.address)).to.equal(expected);
      reserveIn += TRADE;
      reserveOut -= expected;
    }
  });
});

describe("Sixteen liquidity providers in a block", function () {
  it("deposit into sixteen pools", async function () {
    const { traders, router, pairs } = await networkHelpers.loadFixture(dexWithProviders);

    await mineTogether(
      ethers,
      traders.map((provider, i) => () => router.connect(provider).addLiquidity(pairs[i].target, TRADE, TRADE)),
    );

    for (const [i, provider] of traders.entries()) {
      expect(await pairs[i].balanceOf(provider.address)).to.equal(TRADE);
    }
  });

  it("deposit into one pool", async function () {
    const { traders, router, pairs } = await networkHelpers.loadFixture(dexWithProviders);

    await mineTogether(
      ethers,
      traders.map((provider) => () => router.connect(provider).addLiquidity(pairs[0].target, TRADE, TRADE)),
    );

    expect(await pairs[0].totalSupply()).to.equal(LIQUIDITY + BigInt(traders.length) * TRADE);
  });
});

describe("Liquidity", function () {
  it("comes back with its share of the fees", async function () {
    const { traders, router, dollar, pairs } = await networkHelpers.loadFixture(dexWithProviders);
    const [provider, trader] = traders;
    await router.connect(provider).addLiquidity(pairs[0].target, TRADE, TRADE);
    await router.connect(trader).swapExactInput(pairs[0].target, dollar.target, TRADE, 0n);
    await pairs[0].connect(provider).approve(router.target, TRADE);

    const before = await dollar.balanceOf(provider.address);
    await router.connect(provider).removeLiquidity(pairs[0].target, TRADE);

    expect(await dollar.balanceOf(provider.address)).to.be.greaterThan(before + TRADE);
  });
});

describe("Eight projects in a block", function () {
  it("create a pair each", async function () {
    const { traders, factory, tokens } = await networkHelpers.loadFixture(dex);

    await mineTogether(
      ethers,
      traders
        .slice(0, 8)
        .map((trader, i) => () => factory.connect(trader).createPair(tokens[i].target, tokens[i + 8].target)),
    );

    expect(await factory.allPairsLength()).to.equal(BigInt(POOLS + 8));
  });
});
