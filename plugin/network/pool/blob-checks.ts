import type { Blob4844Tx } from "@ethereumjs/tx";
import type { Chain } from "../chain/chain.ts";
import { invalidInput, type RpcError } from "../errors.ts";

/*
 * What is asked of a blob transaction before a block is made of it: no pool takes one, so nothing else would ask. In the
 * order and the words of Hardhat's network.
 */

/** @throws RpcError when the transaction pays less for blob gas than the next block asks for */
export function checkBlobFee({ maxFeePerBlobGas }: Blob4844Tx, { head, common }: Chain): void {
  const price = head.header.calcNextBlobGasPrice(common);
  if (maxFeePerBlobGas >= price) return;
  throw invalidInput(
    `Transaction maxFeePerBlobGas (${maxFeePerBlobGas}) is too low for the next block, which has a baseFeePerBlobGas of ${price}`,
  );
}

/**
 * @param gasLimit of the next block
 * @throws RpcError when the next block has not the gas for the transaction, or it pays less than the base fee
 */
export function checkRoom(tx: Blob4844Tx, chain: Chain, gasLimit: bigint): void {
  if (tx.gasLimit > gasLimit) throw noGasLeft();
  const baseFee = chain.nextBaseFee();
  if (baseFee !== undefined && tx.maxFeePerGas < baseFee) throw invalidInput("gas price is less than basefee");
}

/** The error for a transaction that wants more gas than a block has. */
export function noGasLeft(): RpcError {
  return invalidInput("Transaction has a higher gas limit than the remaining gas in the block");
}
