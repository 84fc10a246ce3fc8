import type { Common } from "@ethereumjs/common";
import type { TypedTransaction } from "@ethereumjs/tx";

/**
 * Leaves what its data costs with a transaction that is about to be executed, where `@ethereumjs/tx` looks for it before
 * it computes that.
 *
 * It adds up a big integer for every byte, each time it is asked, and keeps the sum only with frozen transactions: for
 * a token transfer that was 7 % of the garbage and 1 % of the time. Here bytes are counted, once.
 *
 * @param tx see `asSent`: it gets a cache of its own, as whoever has the transaction may still modify that.
 */
export function keepDataGas(tx: TypedTransaction, common: Common): void {
  if (!Object.hasOwn(tx, "cache")) return;
  (tx as { cache: TypedTransaction["cache"] }).cache = { ...tx.cache, dataFee: dataFeeOf(tx, common) };
}

/** What the data of a transaction costs, as `@ethereumjs/tx` keeps it in the cache of a frozen one. */
export function dataFeeOf({ data, to }: Pick<TypedTransaction, "data" | "to">, common: Common) {
  let zeros = 0;
  for (let i = 0; i < data.length; i++) if (data[i] === 0) zeros++;
  let value =
    BigInt(zeros) * common.param("txDataZeroGas") + BigInt(data.length - zeros) * common.param("txDataNonZeroGas");
  if (to === undefined && common.isActivatedEIP(3860)) {
    value += BigInt(Math.ceil(data.length / 32)) * common.param("initCodeWordGas");
  }
  return { value, hardfork: common.hardfork() };
}
