import { EMPTY_BYTES } from "./keys.ts";
import type { AccountState, AddressKey, CodeHash, SlotKey, StateView } from "./types.ts";

/** Accounts, storage and codes in flat maps. Slots that are zero are not kept; codes are kept for ever, by hash. */
export class FlatState implements StateView {
  protected readonly storedAccounts = new Map<AddressKey, AccountState>();
  protected readonly storedSlots = new Map<AddressKey, Map<SlotKey, Uint8Array>>();
  readonly #codes = new Map<CodeHash, Uint8Array>();

  account(address: AddressKey): AccountState | undefined {
    return this.storedAccounts.get(address);
  }

  slot(address: AddressKey, slot: SlotKey): Uint8Array {
    return this.storedSlots.get(address)?.get(slot) ?? EMPTY_BYTES;
  }

  code(hash: CodeHash): Uint8Array {
    return this.#codes.get(hash) ?? EMPTY_BYTES;
  }

  hasStorage(address: AddressKey): boolean {
    return (this.storedSlots.get(address)?.size ?? 0) > 0;
  }

  /** Number of keys that have a value. */
  get size(): number {
    let slots = 0;
    for (const values of this.storedSlots.values()) slots += values.size;
    return this.storedAccounts.size + slots + this.#codes.size;
  }

  accounts(): Iterable<[AddressKey, AccountState]> {
    return this.storedAccounts;
  }

  /** Slots of an account that are not zero. */
  storage(address: AddressKey): Iterable<[SlotKey, Uint8Array]> {
    return this.storedSlots.get(address) ?? [];
  }

  /** Accounts that have or had storage. */
  protected storageOwners(): Iterable<AddressKey> {
    return this.storedSlots.keys();
  }

  protected codeHashes(): Iterable<CodeHash> {
    return this.#codes.keys();
  }

  protected putAccount(address: AddressKey, account: AccountState | undefined): void {
    if (account === undefined) this.storedAccounts.delete(address);
    else this.storedAccounts.set(address, account);
  }

  protected putSlot(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    let slots = this.storedSlots.get(address);
    if (slots === undefined) {
      slots = new Map();
      this.storedSlots.set(address, slots);
    }
    if (value.length === 0) slots.delete(slot);
    else slots.set(slot, value);
  }

  protected putCode(hash: CodeHash, code: Uint8Array): void {
    this.#codes.set(hash, code);
  }
}
