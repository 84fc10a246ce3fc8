import { addressToKey } from "../state/keys.ts";
import type { AddressKey, StateView } from "../state/types.ts";
import type { SendableTransaction } from "../types.ts";

/** For each transaction, whether a lower one of the block has the same sender. */
export function repeatedSenders(transactions: readonly SendableTransaction[]): boolean[] {
  const seen = new Set<AddressKey>();
  return transactions.map((transaction) => {
    const sender = addressToKey(transaction.sender);
    const repeated = seen.has(sender);
    seen.add(sender);
    return repeated;
  });
}

/**
 * The view with the nonce that the sender is about to have.
 *
 * Of several transactions of one sender, each needs the nonce that the one before leaves behind. If that one is not
 * executed yet, its nonce can still be foretold: the transaction names it, and it is checked by value at commit.
 */
export function withExpectedNonce(view: StateView, { tx, sender }: SendableTransaction): StateView {
  const key = addressToKey(sender);
  return {
    account: (address) => {
      const account = view.account(address);
      if (address !== key || account === undefined || account.nonce === tx.nonce) return account;
      return { ...account, nonce: tx.nonce };
    },
    slot: (address, slot) => view.slot(address, slot),
    code: (hash) => view.code(hash),
    hasStorage: (address) => view.hasStorage(address),
  };
}
