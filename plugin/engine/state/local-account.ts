import type { CodeHash } from "./types.ts";

const LIMIT = 1n << 256n;

/**
 * What a transaction has done to one account so far. Never modified, only replaced, so that undoing a change is
 * putting the former object back, and an account object that was handed out keeps the values of its moment.
 */
export interface LocalAccount {
  readonly nonce?: bigint;
  readonly balance?: bigint;
  /** Credited without looking at the balance; zero whenever `balance` is set. */
  readonly delta: bigint;
  readonly codeHash?: CodeHash;
  /** True once created or credited by the transaction, false once deleted, absent while the state from before decides. */
  readonly exists?: boolean;
  /** All storage from before the transaction is gone. */
  readonly wiped: boolean;
}

/**
 * Transfers that would leave the range fail. Fees and the balance of a destroyed contract do not, and no chain has so
 * much money; accounts of tests are given it, and then the balance stays at its maximum, as in other clients.
 */
export function inRange(balance: bigint): bigint {
  return balance < LIMIT ? balance : LIMIT - 1n;
}
