import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { CountingToken, RewardToken, ShardedCountingToken } from "../../types/ethers-contracts/index.ts";

export const SUPPLY = 1_000_000n * 10n ** 18n;
export const PAYMENT = 10n ** 18n;
const PAYERS = 16;

/** Sixteen people who hold ten payments' worth of the token, and sixteen addresses that hold nothing. */
export async function withPayers<Token extends RewardToken | CountingToken | ShardedCountingToken>(
  ethers: HardhatEthers,
  token: Token,
) {
  const [, ...others] = await ethers.getSigners();
  const payers = others.slice(0, PAYERS);
  const payees = payers.map((_, i) => ethers.getAddress(`0x${(0xc0ffee00 + i).toString(16).padStart(40, "0")}`));
  for (const payer of payers) {
    await token.transfer(payer.address, 10n * PAYMENT);
  }
  return { token, payers, payees };
}
