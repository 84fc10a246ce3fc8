import { Hardfork } from "@ethereumjs/common";
import * as z from "zod";
import { maximumGasPrice, maximumPriorityFee, SUGGESTED_PRIORITY_FEE } from "../chain/fees.ts";
import type { StoredBlock } from "../chain/stored-block.ts";
import { invalidInput } from "../errors.ts";
import type { LocalNode } from "../local-node.ts";
import { blockSpec } from "./block-spec.ts";
import { requireBlock } from "./blocks.ts";
import { float, u256, wrongType } from "./codecs.ts";
import { toQuantity } from "./format.ts";
import { type MethodTable, method, nothing, several } from "./method.ts";

const MAX_HISTORY = 1024n;

/** Percentiles of the gas of a block. */
export const percentiles = z.array(float, { error: (issue) => wrongType(issue.input, "a sequence") });

/** Prices of gas: suggestions and history. */
export const feeMethods: MethodTable = {
  eth_gasPrice: method(nothing, ({ node }) => toQuantity(node.gasPrice())),

  eth_maxPriorityFeePerGas: method(nothing, () => toQuantity(SUGGESTED_PRIORITY_FEE)),

  eth_feeHistory: method(
    several("FeeHistory", [u256, blockSpec, percentiles]),
    async ({ node }, [count, newestSpec, rewardPercentiles]) => {
      checkFeeHistory(node, count, rewardPercentiles);
      const newest = requireBlock(node, newestSpec);
      const pending = node.chain.blocks.lastNumber + 1n;
      const newestNumber = newest === "pending" ? pending : newest.number;
      const oldest = newestNumber < count ? 0n : newestNumber - count + 1n;
      node.chain.checkKept(oldest);
      const history =
        newestNumber === pending
          ? await node.miner.withPending((block) => feeHistory(node, oldest, newestNumber, rewardPercentiles, block))
          : feeHistory(node, oldest, newestNumber, rewardPercentiles, undefined);
      return { oldestBlock: toQuantity(oldest), ...history };
    },
  ),
};

/** @throws RpcError */
export function checkFeeHistory(node: LocalNode, count: bigint, rewardPercentiles: readonly number[]): void {
  if (!node.chain.rules.isAtLeast(Hardfork.London)) {
    throw invalidInput("eth_feeHistory is disabled. It only works with the London hardfork or a later one.");
  }
  if (count === 0n) throw invalidInput("blockCount should be at least 1");
  if (count > MAX_HISTORY) throw invalidInput(`blockCount should be at most ${MAX_HISTORY}`);
  for (const [index, percentile] of rewardPercentiles.entries()) {
    if (percentile < 0 || percentile > 100) {
      throw invalidInput(
        `The reward percentile number ${index + 1} is invalid. It must be a float between 0 and 100, but is ${percentile} instead.`,
      );
    }
    if ((rewardPercentiles[index - 1] ?? percentile) > percentile) {
      throw invalidInput(
        `The reward percentiles should be in non-decreasing order, but the percentile number ${index} is greater than the next one`,
      );
    }
  }
}

/** Base fees up to the block after the newest; ratios and rewards up to the newest. */
function feeHistory(
  node: LocalNode,
  oldest: bigint,
  newest: bigint,
  rewardPercentiles: readonly number[],
  pending: StoredBlock | undefined,
) {
  const baseFeePerGas: string[] = [];
  const gasUsedRatio: number[] = [];
  const reward: string[][] = [];
  for (let number = oldest; number <= newest; number++) {
    const isPending = number === pending?.number;
    const block = isPending ? pending : node.chain.blocks.byNumber(number);
    if (block === undefined) continue;
    const { gasUsed, gasLimit, baseFeePerGas: baseFee = 0n } = block.header;
    baseFeePerGas.push(toQuantity(baseFee));
    gasUsedRatio.push((Number(gasUsed) * 100_000) / Number(gasLimit) / 100_000);
    // Nobody has been paid by the pending block yet.
    reward.push(isPending ? rewardPercentiles.map(() => "0x0") : rewards(block, rewardPercentiles));
  }
  baseFeePerGas.push(toQuantity(baseFeeAfter(node, newest, pending) ?? 0n));
  return { baseFeePerGas, gasUsedRatio, ...(rewardPercentiles.length > 0 ? { reward } : {}) };
}

/** Base fee of the block after the newest. */
function baseFeeAfter(node: LocalNode, newest: bigint, pending: StoredBlock | undefined): bigint | undefined {
  const { chain } = node;
  if (pending !== undefined) return pending.header.calcNextBaseFee();
  if (newest === chain.blocks.lastNumber) return chain.nextBaseFee();
  return chain.blocks.byNumber(newest + 1n)?.header.baseFeePerGas;
}

/** Tips of the block's transactions at percentiles of its gas limit, by ascending tip. */
function rewards(block: StoredBlock, rewardPercentiles: readonly number[]): string[] {
  const baseFee = block.header.baseFeePerGas ?? 0n;
  const tips = block.transactions
    .map(({ tx }, index) => {
      const left = maximumGasPrice(tx) - baseFee;
      const tip = maximumPriorityFee(tx) ?? left;
      return { gas: Number(block.receipts[index]?.gasUsed ?? 0n), tip: tip < left ? tip : left };
    })
    .sort((a, b) => (a.tip < b.tip ? -1 : a.tip > b.tip ? 1 : 0));
  const gasLimit = Number(block.header.gasLimit);
  return rewardPercentiles.map((percentile) => {
    const target = Math.floor((percentile / 100) * gasLimit);
    let gas = 0;
    const found = tips.find((entry) => {
      gas += entry.gas;
      return target <= gas;
    });
    return toQuantity((found ?? tips.at(-1))?.tip ?? 0n);
  });
}
