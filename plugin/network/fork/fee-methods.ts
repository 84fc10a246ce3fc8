import { blockSpec } from "../rpc/block-spec.ts";
import { requireBlock } from "../rpc/blocks.ts";
import { u256 } from "../rpc/codecs.ts";
import { checkFeeHistory, percentiles } from "../rpc/eth-fees.ts";
import { toQuantity } from "../rpc/format.ts";
import { type MethodTable, several } from "../rpc/method.ts";
import { type ForkedContext, forked } from "./forked-method.ts";
import { type FeeHistory, remoteFeeHistory } from "./remote-lookups.ts";

/**
 * Fees on both sides of the fork. Hardhat's own network gives the fees of one block too many there: those of the first
 * block after the upstream's are in its answer twice.
 */
export const forkedFeeMethods: MethodTable = forked(
  "eth_feeHistory",
  several("FeeHistory", [u256, blockSpec, percentiles]),
  async (context, [count, newestSpec, rewardPercentiles]) => {
    const { node, fork } = context;
    checkFeeHistory(node, count, rewardPercentiles);
    const block = requireBlock(node, newestSpec);
    const newest = block === "pending" ? node.chain.blocks.lastNumber + 1n : block.number;
    const oldest = newest < count ? 0n : newest - count + 1n;
    if (oldest > fork.head.number) return await context.local();
    const lastRemote = newest < fork.head.number ? newest : fork.head.number;
    const length = Number(lastRemote - oldest) + 1;
    const remote = await remoteFeeHistory(fork, BigInt(length), lastRemote, rewardPercentiles);
    const rest = await feesAfter(context, newest, [newestSpec, rewardPercentiles], remote.baseFeePerGas[length]);
    return {
      oldestBlock: toQuantity(oldest),
      baseFeePerGas: [...remote.baseFeePerGas.slice(0, length), ...rest.baseFeePerGas],
      gasUsedRatio: [...remote.gasUsedRatio.slice(0, length), ...rest.gasUsedRatio],
      ...(rewardPercentiles.length > 0
        ? { reward: [...(remote.reward ?? []).slice(0, length), ...(rest.reward ?? [])] }
        : {}),
    };
  },
);

/** @param nextRemote base fee of the upstream's block after the last one that was asked for */
async function feesAfter(
  { node: { chain }, fork, local }: ForkedContext,
  newest: bigint,
  [spec, rewardPercentiles]: readonly [spec: unknown, rewardPercentiles: readonly number[]],
  nextRemote: string | undefined,
): Promise<FeeHistory> {
  if (newest < fork.head.number && nextRemote !== undefined) {
    return { baseFeePerGas: [nextRemote], gasUsedRatio: [] };
  }
  if (newest <= fork.head.number) {
    const next = chain.blocks.byNumber(newest + 1n)?.header.baseFeePerGas ?? chain.nextBaseFee() ?? 0n;
    return { baseFeePerGas: [toQuantity(next)], gasUsedRatio: [] };
  }
  const newestTag = spec === "pending" ? spec : toQuantity(newest);
  return (await local([toQuantity(newest - fork.head.number), newestTag, rewardPercentiles])) as FeeHistory;
}
