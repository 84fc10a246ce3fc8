import { addressToKey, bytesToKey } from "../state/keys.ts";
import type { SendableTransaction } from "../types.ts";

/** Least gas of any transaction: with no more, no code is executed. */
const LEAST_GAS = 21_000n;

/** What a transaction is likely to do again: the contract and function that it calls. */
export function kindOf({ tx }: Pick<SendableTransaction, "tx">): string {
  if (tx.gasLimit <= LEAST_GAS && tx.data.length === 0) return "payment";
  if (tx.to === undefined) return "creation";
  return tx.data.length === 0 ? addressToKey(tx.to) : addressToKey(tx.to) + bytesToKey(tx.data.subarray(0, 4));
}

/** More kinds are not worth their memory: what was learnt is forgotten and learnt again. */
const MOST_KINDS = 10_000;

/** Remembers a number for each kind of transaction. */
export class KindTable {
  readonly #values = new Map<string, number>();

  get(kind: string): number | undefined {
    return this.#values.get(kind);
  }

  set(kind: string, value: number): void {
    if (this.#values.size >= MOST_KINDS && !this.#values.has(kind)) this.#values.clear();
    this.#values.set(kind, value);
  }

  delete(kind: string): void {
    this.#values.delete(kind);
  }
}
