import type { NetworkConnection } from "hardhat/types/network";
import { maxUint256, parseEther } from "viem";

export const STAKE = parseEther("100");
export const REWARD = parseEther("1600");
export const DAY = 24 * 3600;

/** The two tokens; sixteen people who hold the one that is staked, and an owner who holds the one that is earned. */
export async function deployTokens(viem: NetworkConnection["viem"]) {
  const [owner, ...others] = (await viem.getWalletClients()).map(({ account }) => account);
  const stakers = others.slice(0, 16);
  const stakingToken = await viem.deployContract("TestToken", ["Staked", "STK"]);
  const rewardsToken = await viem.deployContract("TestToken", ["Reward", "RWD"]);
  await rewardsToken.write.mint([owner.address, 10n * REWARD]);
  for (const { address } of stakers) {
    await stakingToken.write.mint([address, 2n * STAKE]);
  }
  return { owner, stakers, stakingToken, rewardsToken };
}

type Deployed = Awaited<ReturnType<typeof deployTokens>>;

/** Lets a contract take the tokens of everybody. */
export async function approveAll({ stakers, stakingToken, rewardsToken }: Deployed, spender: `0x${string}`) {
  await rewardsToken.write.approve([spender, maxUint256]);
  for (const account of stakers) {
    await stakingToken.write.approve([spender, maxUint256], { account });
  }
}
