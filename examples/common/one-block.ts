import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";

/**
 * Mines all transactions in one block, in the order given, as a busy chain would. Hardhat mines one transaction a block
 * otherwise, and a block of one transaction has nothing to run in parallel.
 *
 * @returns the receipts, in order
 */
export async function mineTogether(
  ethers: HardhatEthers,
  sends: readonly (() => Promise<ContractTransactionResponse>)[],
): Promise<ContractTransactionReceipt[]> {
  await ethers.provider.send("evm_setAutomine", [false]);
  try {
    const sent: ContractTransactionResponse[] = [];
    for (const send of sends) {
      sent.push(await send());
    }
    await ethers.provider.send("evm_mine", []);
    const receipts = await Promise.all(sent.map((transaction) => transaction.wait()));
    return receipts.filter((receipt) => receipt !== null);
  } finally {
    await ethers.provider.send("evm_setAutomine", [true]);
  }
}
