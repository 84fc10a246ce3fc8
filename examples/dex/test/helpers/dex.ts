import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";

export const TRADERS = 16;
export const POOLS = 16;
/** Of each token in each pool at the start. */
export const LIQUIDITY = 1_000_000n * 10n ** 18n;
export const TRADE = 100n * 10n ** 18n;

/**
 * The factory and the pairs of Uniswap V2: sixteen pools that trade dollars against sixteen other tokens, and sixteen
 * traders who hold dollars and have let the router spend them.
 */
export async function deployDex(ethers: HardhatEthers) {
  const [deployer, ...others] = await ethers.getSigners();
  const traders = others.slice(0, TRADERS);
  const factory = await ethers.deployContract("UniswapV2Factory", [deployer.address]);
  const router = await ethers.deployContract("Router");
  const dollar = await ethers.deployContract("TestToken", ["Dollar", "USD"]);

  const tokens = [];
  const pairs = [];
  for (let i = 0; i < POOLS; i++) {
    const token = await ethers.deployContract("TestToken", [`Token ${i}`, `T${i}`]);
    await factory.createPair(dollar.target, token.target);
    const pair = await ethers.getContractAt("UniswapV2Pair", await factory.getPair(dollar.target, token.target));
    await dollar.mint(pair.target, LIQUIDITY);
    await token.mint(pair.target, LIQUIDITY);
    await pair.mint(deployer.address);
    tokens.push(token);
    pairs.push(pair);
  }
  for (const trader of traders) {
    await dollar.mint(trader.address, 1000n * TRADE);
    await dollar.connect(trader).approve(router.target, ethers.MaxUint256);
  }
  return { deployer, traders, factory, router, dollar, tokens, pairs };
}

/** What a pool pays for `amountIn`, with its fee of 0.3 %. */
export function quote(amountIn: bigint, reserveIn: bigint, reserveOut: bigint): bigint {
  const afterFee = amountIn * 997n;
  return (afterFee * reserveOut) / (reserveIn * 1000n + afterFee);
}
