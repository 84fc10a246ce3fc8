import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { LIQUIDITY, TRADERS } from "./dex.ts";

/** The fee of each pool in millionths, and the distance between the ticks that positions in it may begin and end at. */
export const FEE_TIERS = [
  { fee: 100n, spacing: 1n },
  { fee: 500n, spacing: 10n },
  { fee: 3000n, spacing: 60n },
  { fee: 10000n, spacing: 200n },
];
const LAST_TICK = 887272n;
/** Prices are square roots, in 2^-96. */
export const PRICE_OF_ONE = 2n ** 96n;

/** The factory of Uniswap V3, with its libraries. */
async function deployFactory(ethers: HardhatEthers) {
  const libraries: Record<string, string> = {};
  for (const name of ["Oracle", "Position", "SwapMath", "Tick", "TickBitmap", "TickMath"] as const) {
    libraries[name] = await (await ethers.deployContract(name)).getAddress();
  }
  const deployer = await ethers.deployContract("UniswapV3PoolDeployer", { libraries });
  return ethers.deployContract("UniswapV3Factory", {
    libraries: { UniswapV3PoolDeployer: await deployer.getAddress() },
  });
}

/**
 * One pool for each of the four fees, all for the same two tokens, at a price of one, with liquidity over the whole range
 * of prices; and sixteen traders who hold both tokens and have let the router spend them.
 */
export async function deployUniswapV3(ethers: HardhatEthers) {
  const [deployer, ...others] = await ethers.getSigners();
  const traders = others.slice(0, TRADERS);
  const factory = await deployFactory(ethers);
  // The one fee that its owner has added on mainnet.
  await factory.enableFeeAmount(100n, 1n);
  const router = await ethers.deployContract("V3Router", [factory.target]);
  const [a, b] = [
    await ethers.deployContract("TestToken", ["Dollar", "USD"]),
    await ethers.deployContract("TestToken", ["Euro", "EUR"]),
  ];
  const [token0, token1] = BigInt(await a.getAddress()) < BigInt(await b.getAddress()) ? [a, b] : [b, a];
  for (const account of [deployer, ...traders]) {
    for (const token of [token0, token1]) {
      await token.mint(account.address, 10n * LIQUIDITY);
      await token.connect(account).approve(router.target, ethers.MaxUint256);
    }
  }

  const pools = [];
  for (const { fee, spacing } of FEE_TIERS) {
    await factory.createPool(token0.target, token1.target, fee);
    const pool = await ethers.getContractAt("UniswapV3Pool", await factory.getPool(token0.target, token1.target, fee));
    await pool.initialize(PRICE_OF_ONE);
    const end = LAST_TICK - (LAST_TICK % spacing);
    await router.addLiquidity(pool.target, -end, end, LIQUIDITY, ethers.MaxUint256, ethers.MaxUint256);
    pools.push(pool);
  }
  return { deployer, traders, factory, router, token0, token1, pools };
}

/** What a pool pays in token 1 for `amountIn` of token 0 as long as no tick is crossed, and its price afterwards. */
export function quoteV3(amountIn: bigint, fee: bigint, liquidity: bigint, price: bigint) {
  const afterFee = (amountIn * (1_000_000n - fee)) / 1_000_000n;
  const scaled = liquidity << 96n;
  const denominator = scaled + afterFee * price;
  const next = (scaled * price + denominator - 1n) / denominator;
  return { amountOut: (liquidity * (price - next)) / PRICE_OF_ONE, price: next };
}
