import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { EpochVault, SavingsVault } from "../../types/ethers-contracts/index.ts";

export const UNIT = 10n ** 18n;
export const DEPOSIT = 100n * UNIT;
/** What everybody has at first. */
export const WEALTH = 20n * DEPOSIT;

/** An owner and sixteen people who hold the token, and have let the vault take it. */
export async function withSavers<Vault extends SavingsVault | EpochVault>(
  ethers: HardhatEthers,
  deploy: (token: string) => Promise<Vault>,
) {
  const [owner, ...others] = await ethers.getSigners();
  const savers = others.slice(0, 16);
  const token = await ethers.deployContract("TestToken", ["Dollar", "USD"]);
  const vault = await deploy(await token.getAddress());
  for (const account of [owner, ...savers]) {
    await token.mint(account.address, WEALTH);
    await token.connect(account).approve(vault.target, ethers.MaxUint256);
  }
  return { vault, token, owner, savers };
}
