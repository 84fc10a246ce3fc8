import assert from "node:assert/strict";
import { assertFigures, describeExample, SIXTEEN_AT_ONCE, SIXTEEN_IN_LINE, variablesOf } from "./describe-example.ts";

const FOUR_CHAINS_OF_FOUR = { conflicting: 16, waves: 4, ceiling: "4.0" };

describeExample("dex", (run) => {
  it("trades on different pools in parallel", () => {
    assertFigures(run().test("Sixteen traders in a block trade on sixteen pools"), SIXTEEN_AT_ONCE);
  });

  it("makes the trades of one pool wait for its reserves and its tokens", () => {
    const block = run().test("Sixteen traders in a block trade on one pool");
    assertFigures(block, SIXTEEN_IN_LINE);
    assert.deepEqual(variablesOf(block, run().findings), [
      "TestToken._balances[*]",
      "UniswapV2Pair.reserve0, reserve1, blockTimestampLast",
    ]);
  });

  it("has four chains of four on four pools", () => {
    assertFigures(run().test("Sixteen traders in a block trade on four pools"), FOUR_CHAINS_OF_FOUR);
  });

  it("provides liquidity to different pools in parallel, and to one pool one by one", () => {
    assertFigures(run().test("Sixteen liquidity providers in a block deposit into sixteen pools"), SIXTEEN_AT_ONCE);
    assertFigures(run().test("Sixteen liquidity providers in a block deposit into one pool"), SIXTEEN_IN_LINE);
  });

  it("creates pairs one by one, because the factory lists them in one array and counts its creations", () => {
    const block = run().test("Eight projects in a block create a pair each");
    assertFigures(block, { conflicting: 8, waves: 8, ceiling: "1.0" });
    assert.deepEqual(variablesOf(block, run().findings), [
      "UniswapV2Factory.allPairs.length",
      "nonce of UniswapV2Factory",
    ]);
  });

  it("makes the trades of one pool of Uniswap V3 wait for its price, its fees and its tokens", () => {
    const block = run().test("Uniswap V3: sixteen traders in a block trade on one pool");
    assertFigures(block, SIXTEEN_IN_LINE);
    const variables = variablesOf(block, run().findings);
    assert.ok(variables.some((name) => name.startsWith("UniswapV3Pool.slot0.sqrtPriceX96")));
    assert.ok(variables.includes("UniswapV3Pool.feeGrowthGlobal0X128"));
    assert.ok(variables.includes("TestToken._balances[*]"));
  });

  it("spreads the trades of the same two tokens over the four fees of Uniswap V3", () => {
    const title =
      "Uniswap V3: sixteen traders in a block trade the same two tokens on its four pools, one for each fee";
    assertFigures(run().test(title), FOUR_CHAINS_OF_FOUR);
  });

  it("makes the deposits into one pool of Uniswap V3 wait for each other wherever they are", () => {
    const around = run().test("Uniswap V3: sixteen liquidity providers in a block deposit around the price");
    const above = run().test(
      "Uniswap V3: sixteen liquidity providers in a block deposit above the price, each in a range of their own",
    );
    assertFigures(around, SIXTEEN_IN_LINE);
    assertFigures(above, SIXTEEN_IN_LINE);
    assert.ok(variablesOf(around, run().findings).includes("UniswapV3Pool.liquidity"));
    assert.deepEqual(variablesOf(above, run().findings), ["TestToken._balances[*]", "UniswapV3Pool.tickBitmap[*]"]);
  });
});
