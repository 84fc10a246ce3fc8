import type { NetworkConnection } from "hardhat/types/network";
import type { Hash } from "viem";

/**
 * Mines all transactions in one block, in the order given, as a busy chain would. Hardhat mines one transaction a block
 * otherwise, and a block of one transaction has nothing to run in parallel.
 */
export async function mineTogether(
  viem: NetworkConnection["viem"],
  sends: readonly (() => Promise<Hash>)[],
): Promise<void> {
  const testClient = await viem.getTestClient();
  const publicClient = await viem.getPublicClient();
  await testClient.setAutomine(false);
  try {
    const hashes: Hash[] = [];
    for (const send of sends) {
      hashes.push(await send());
    }
    await testClient.mine({ blocks: 1 });
    for (const hash of hashes) {
      const { status } = await publicClient.getTransactionReceipt({ hash });
      if (status !== "success") {
        throw new Error(`Transaction ${hash} failed`);
      }
    }
  } finally {
    await testClient.setAutomine(true);
  }
}
