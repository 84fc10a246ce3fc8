import { addressToKey } from "../state/keys.ts";
import type { AddressKey, StateView } from "../state/types.ts";
import type { SendableTransaction } from "../types.ts";

/** Knows which transactions of a block have a sender in common. Asked in ascending order. */
export class SenderLane {
  readonly #senderOf: (index: number) => AddressKey | undefined;
  readonly #lower = new Set<AddressKey>();
  #scanned = 0;

  /** @param senderOf is asked no sooner than it has to be, as senders may still be being recovered. */
  constructor(senderOf: (index: number) => AddressKey | undefined) {
    this.#senderOf = senderOf;
  }

  /** A lower transaction of the block has the same sender, as far as is known. */
  isRepeated(index: number): boolean {
    for (; this.#scanned < index; this.#scanned++) {
      const lower = this.#senderOf(this.#scanned);
      if (lower !== undefined) this.#lower.add(lower);
    }
    const sender = this.#senderOf(index);
    return sender !== undefined && this.#lower.has(sender);
  }
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
