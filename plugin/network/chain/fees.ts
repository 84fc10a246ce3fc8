import type { TypedTransaction } from "@ethereumjs/tx";

/** Tip that Hardhat's network suggests, in wei. */
export const SUGGESTED_PRIORITY_FEE = 1_000_000_000n;
/** Gas price that it suggests before EIP-1559. */
export const LEGACY_GAS_PRICE = 8_000_000_000n;
/** Base fee of the first block unless configured (EIP-1559). */
export const INITIAL_BASE_FEE = 1_000_000_000n;

/** The most that the sender is ready to pay for a unit of gas: `gasPrice`, or `maxFeePerGas`. */
export function maximumGasPrice(tx: TypedTransaction): bigint {
  return "maxFeePerGas" in tx ? tx.maxFeePerGas : tx.gasPrice;
}

/** The most that the sender is ready to tip, undefined where the transaction has a single price. */
export function maximumPriorityFee(tx: TypedTransaction): bigint | undefined {
  return "maxPriorityFeePerGas" in tx ? tx.maxPriorityFeePerGas : undefined;
}

/** Price of a unit of gas in a block with this base fee, tip included (EIP-1559). */
export function effectiveGasPrice(tx: TypedTransaction, baseFee: bigint | undefined): bigint {
  const maximum = maximumGasPrice(tx);
  const tip = maximumPriorityFee(tx);
  if (baseFee === undefined || tip === undefined) return maximum;
  return minimum(maximum, baseFee + tip);
}

/** What the miner gets for a unit of gas: the order of the pool follows it. */
export function effectiveTip(tx: TypedTransaction, baseFee: bigint | undefined): bigint {
  const maximum = maximumGasPrice(tx);
  const tip = maximumPriorityFee(tx) ?? maximum;
  return baseFee === undefined ? maximum : minimum(tip, maximum - baseFee);
}

/** The most that the transaction can cost its sender: gas, blob gas and value. */
export function upfrontCost(tx: TypedTransaction): bigint {
  const blobs = "maxFeePerBlobGas" in tx ? tx.maxFeePerBlobGas * BLOB_GAS * BigInt(tx.blobVersionedHashes.length) : 0n;
  return tx.gasLimit * maximumGasPrice(tx) + tx.value + blobs;
}

/** Gas of a blob (EIP-4844). */
const BLOB_GAS = 131_072n;

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
