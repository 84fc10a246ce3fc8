import type { Block, BlockHeader } from "@ethereumjs/block";
import type { TypedTransaction } from "@ethereumjs/tx";
import { encodeHeader } from "../../engine/block/header-hash.ts";
import { serializedOf } from "../../engine/transactions/encoded.ts";
import { invalidInput } from "../errors.ts";

/** Most bytes of a block (EIP-7934): 10 MiB, less 2 MiB for what consensus adds. */
const MAX_BLOCK_SIZE = 8_388_608;

/**
 * Length of the block's RLP as Hardhat counts it: typed transactions stand in the list as they are, not as byte strings.
 */
export function blockSize(header: BlockHeader, transactions: readonly TypedTransaction[]): number {
  const uncles = 1;
  const withdrawals = header.withdrawalsRoot === undefined ? 0 : 1;
  return listLength(encodeHeader(header).length + listLength(payloadOf(transactions)) + uncles + withdrawals);
}

/**
 * Hardhat's network has the limit under every hardfork, though Osaka is the first that knows it.
 *
 * @throws RpcError when a block is longer than EIP-7934 allows
 */
export function checkBlockSize({ header, transactions }: Pick<Block, "header" | "transactions">): void {
  // Next to every block is so short that its header does not matter.
  if (payloadOf(transactions) < MAX_BLOCK_SIZE / 2) return;
  const size = blockSize(header, transactions);
  if (size <= MAX_BLOCK_SIZE) return;
  throw invalidInput(`Maximum block RLP size exceeded. Maximum: ${MAX_BLOCK_SIZE} bytes. Actual: ${size} bytes`);
}

function payloadOf(transactions: readonly TypedTransaction[]): number {
  return transactions.reduce((sum, tx) => sum + serializedOf(tx).length, 0);
}

/** Length of an RLP list with a payload of that many bytes. */
function listLength(payload: number): number {
  if (payload < 56) return 1 + payload;
  return 1 + Math.ceil(payload.toString(16).length / 2) + payload;
}
