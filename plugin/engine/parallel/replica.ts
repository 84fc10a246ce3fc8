import type { Changes } from "../state/change-feed.ts";
import { EMPTY_BYTES } from "../state/keys.ts";
import type { AccountState, AddressKey, CodeHash, SlotKey } from "../state/types.ts";
import type { BaseState } from "./multi-version-memory.ts";

/** A copy of the committed state on another thread, as it was when the block began. */
export class Replica implements BaseState {
  readonly #accounts = new Map<AddressKey, AccountState>();
  readonly #storage = new Map<AddressKey, Map<SlotKey, Uint8Array>>();
  readonly #codes = new Map<CodeHash, Uint8Array>();

  account(address: AddressKey): AccountState | undefined {
    return this.#accounts.get(address);
  }

  slot(address: AddressKey, slot: SlotKey): Uint8Array {
    return this.#storage.get(address)?.get(slot) ?? EMPTY_BYTES;
  }

  code(hash: CodeHash): Uint8Array {
    return this.#codes.get(hash) ?? EMPTY_BYTES;
  }

  hasStorage(address: AddressKey): boolean {
    return this.#storage.has(address);
  }

  storage(address: AddressKey): Iterable<readonly [SlotKey, Uint8Array]> {
    return this.#storage.get(address) ?? [];
  }

  /** Catches up with the state whose feed the changes come from. Changes must arrive in the order of the feed. */
  apply(changes: Changes): void {
    for (const [address, account] of changes.accounts) {
      if (account === undefined) this.#accounts.delete(address);
      else this.#accounts.set(address, account);
    }
    for (const [address, values] of changes.slots) {
      const slots = this.#storage.get(address) ?? new Map<SlotKey, Uint8Array>();
      for (const [slot, value] of values) {
        if (value.length === 0) slots.delete(slot);
        else slots.set(slot, value);
      }
      if (slots.size === 0) this.#storage.delete(address);
      else this.#storage.set(address, slots);
    }
    for (const [hash, code] of changes.codes) this.#codes.set(hash, code);
  }
}
