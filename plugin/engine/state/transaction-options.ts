import type { AddressKey, SlotKey } from "./types.ts";

/** How much of a transaction's accounting may be done without looking. */
export interface TransactionStateOptions {
  /**
   * Credits as deltas, and existence looked up only when the EVM asks whether an account is empty. False before
   * EIP-161, where it also matters whether an empty account is there.
   */
  readonly lazy: boolean;
  readonly coinbase?: AddressKey;
  /** A sender whose code must not be noticed (EIP-3607 does not bind impersonated senders, nor anybody on a local network). */
  readonly codelessSender?: AddressKey;
  readonly guard?: BalanceGuard;
}

/**
 * A sender whose exact balance the protocol need not know: it only checks that there is enough, and then subtracts.
 * So transactions of one sender do not depend on each other's gas, unless a contract looks at the balance.
 */
export interface BalanceGuard {
  readonly address: AddressKey;
  /** Enough for gas, blobs and value at the prices that the transaction is checked with. */
  readonly minBalance: bigint;
}

/**
 * Before the message runs, validation and EIP-7702 authorisations need to know exactly which accounts exist. While it
 * runs, and while fees are settled afterwards, an account that is not there is as good as an empty one.
 */
export type Phase = "prelude" | "message" | "settlement";

/** Is told which slots the EVM looks up and writes. */
export interface StorageObserver {
  slotRead(address: AddressKey, slot: SlotKey): void;
  slotWritten(address: AddressKey, slot: SlotKey): void;
}
