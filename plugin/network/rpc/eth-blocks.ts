import { Hardfork } from "@ethereumjs/common";
import type { StoredBlock } from "../chain/stored-block.ts";
import { invalidParams } from "../errors.ts";
import type { LocalNode } from "../local-node.ts";
import { type BlockSpec, blockTagOrNumber } from "./block-spec.ts";
import { findBlock } from "./blocks.ts";
import { boolean, hash, u256 } from "./codecs.ts";
import { formatBlock, formatTransaction, toQuantity } from "./format.ts";
import { type MethodTable, method, nothing, one, several } from "./method.ts";

/** Blocks and the transactions in them. */
export const blockMethods: MethodTable = {
  eth_blockNumber: method(nothing, ({ node }) => toQuantity(node.chain.blocks.lastNumber)),

  eth_getBlockByHash: method(several("GetBlockByHash", [hash, boolean]), ({ node }, [blockHash, withTransactions]) => {
    const block = node.chain.blocks.byHash(blockHash);
    return block === undefined ? null : formatBlock(block, node.chain.rules, { withTransactions, pending: false });
  }),

  eth_getBlockByNumber: method(
    several("GetBlockByNumber", [blockTagOrNumber, boolean]),
    ({ node }, [spec, withTransactions]) =>
      withBlock(node, spec, (block, pending) => formatBlock(block, node.chain.rules, { withTransactions, pending })),
  ),

  eth_getBlockTransactionCountByHash: method(one(hash), ({ node }, [blockHash]) => {
    const block = node.chain.blocks.byHash(blockHash);
    return block === undefined ? null : toQuantity(block.transactions.length);
  }),

  eth_getBlockTransactionCountByNumber: method(one(blockTagOrNumber), ({ node }, [spec]) =>
    withBlock(node, spec, (block) => toQuantity(block.transactions.length)),
  ),

  eth_getTransactionByBlockHashAndIndex: method(
    several("GetTransactionByBlockHashAndIndex", [hash, u256]),
    ({ node }, [blockHash, index]) => {
      const position = toPosition(index);
      const block = node.chain.blocks.byHash(blockHash);
      return block === undefined ? null : transactionAt(node, block, position, false);
    },
  ),

  eth_getTransactionByBlockNumberAndIndex: method(
    several("GetTransactionByBlockNumberAndIndex", [blockTagOrNumber, u256]),
    ({ node }, [spec, index]) => {
      const position = toPosition(index);
      return withBlock(node, spec, (block, pending) => transactionAt(node, block, position, pending));
    },
  ),

  eth_blobBaseFee: method(nothing, ({ node: { chain } }) =>
    toQuantity(chain.rules.isAtLeast(Hardfork.Cancun) ? chain.head.header.getBlobGasPrice() : 0n),
  ),
};

/** Runs `use` with the block of that name, pending or not; null when there is none. */
async function withBlock<Result>(
  node: LocalNode,
  spec: BlockSpec,
  use: (block: StoredBlock, pending: boolean) => Result,
): Promise<Result | null> {
  const block = findBlock(node, spec);
  if (block === undefined) return null;
  return block === "pending" ? await node.miner.withPending((pending) => use(pending, true)) : use(block, false);
}

function transactionAt(node: LocalNode, block: StoredBlock, index: number, pending: boolean) {
  const transaction = block.transactions[index];
  if (transaction === undefined) return null;
  return formatTransaction(transaction, node.chain.rules, { block, index, pending });
}

function toPosition(index: bigint): number {
  if (index >> 64n !== 0n) throw invalidParams(`Transaction index '${index}' is too large`);
  return Number(index);
}
