import { blockTagOrNumber } from "../rpc/block-spec.ts";
import { boolean, hash, u256 } from "../rpc/codecs.ts";
import { toQuantity } from "../rpc/format.ts";
import { type MethodTable, one, several } from "../rpc/method.ts";
import { forked, isLocalHash, remoteNumber } from "./forked-method.ts";
import { formatRemoteBlock, formatRemoteTransaction } from "./remote-format.ts";

/** Blocks and the transactions in them, on both sides of the fork. */
export const forkedBlockMethods: MethodTable = {
  ...forked(
    "eth_getBlockByNumber",
    several("GetBlockByNumber", [blockTagOrNumber, boolean]),
    async (context, [spec, withTransactions]) => {
      const number = remoteNumber(context, spec);
      if (number === undefined) return await context.local();
      return formatRemoteBlock(await context.fork.remoteBlock(number), withTransactions);
    },
  ),

  ...forked(
    "eth_getBlockByHash",
    several("GetBlockByHash", [hash, boolean]),
    async (context, [blockHash, withTransactions]) => {
      if (isLocalHash(context, blockHash)) return await context.local();
      const block = await context.fork.remoteBlockByHash(blockHash);
      return block === undefined ? null : formatRemoteBlock(block, withTransactions);
    },
  ),

  ...forked("eth_getBlockTransactionCountByNumber", one(blockTagOrNumber), async (context, [spec]) => {
    const number = remoteNumber(context, spec);
    if (number === undefined) return await context.local();
    return toQuantity((await context.fork.remoteBlock(number)).transactions.length);
  }),

  ...forked("eth_getBlockTransactionCountByHash", one(hash), async (context, [blockHash]) => {
    if (isLocalHash(context, blockHash)) return await context.local();
    const block = await context.fork.remoteBlockByHash(blockHash);
    return block === undefined ? null : toQuantity(block.transactions.length);
  }),

  ...forked(
    "eth_getTransactionByBlockNumberAndIndex",
    several("GetTransactionByBlockNumberAndIndex", [blockTagOrNumber, u256]),
    async (context, [spec, index]) => {
      const number = remoteNumber(context, spec);
      if (number === undefined || index >> 64n !== 0n) return await context.local();
      const transaction = (await context.fork.remoteBlock(number)).transactions[Number(index)];
      return transaction === undefined ? null : formatRemoteTransaction(transaction);
    },
  ),

  ...forked(
    "eth_getTransactionByBlockHashAndIndex",
    several("GetTransactionByBlockHashAndIndex", [hash, u256]),
    async (context, [blockHash, index]) => {
      if (index >> 64n !== 0n || isLocalHash(context, blockHash)) return await context.local();
      const block = await context.fork.remoteBlockByHash(blockHash);
      const transaction = block?.transactions[Number(index)];
      return transaction === undefined ? null : formatRemoteTransaction(transaction);
    },
  ),
};
