import { EMPTY_CODE_HASH } from "./keys.ts";
import type { AccountRead, AddressKey, CodeHash, ReadSet, SlotKey, StateView } from "./types.ts";
import { isEmptyAccount } from "./world-state.ts";

/** Looks values up in a view and keeps each with the value found: the read set by which an execution is validated. */
export class ReadTracker implements ReadSet {
  readonly view: StateView;
  readonly accounts = new Map<AddressKey, AccountRead>();
  readonly slots = new Map<AddressKey, Map<SlotKey, Uint8Array>>();

  constructor(view: StateView) {
    this.view = view;
  }

  nonce(address: AddressKey): bigint {
    const read = this.#read(address);
    read.nonce ??= this.view.account(address)?.nonce ?? 0n;
    return read.nonce;
  }

  balance(address: AddressKey): bigint {
    const read = this.#read(address);
    read.balance ??= this.view.account(address)?.balance ?? 0n;
    return read.balance;
  }

  /** Relies on no more than that the balance is at least so high. */
  atLeast(address: AddressKey, minBalance: bigint): void {
    this.#read(address).minBalance = minBalance;
  }

  codeHash(address: AddressKey): CodeHash {
    const read = this.#read(address);
    read.codeHash ??= this.view.account(address)?.codeHash ?? EMPTY_CODE_HASH;
    return read.codeHash;
  }

  exists(address: AddressKey): boolean {
    const read = this.#read(address);
    read.exists ??= this.view.account(address) !== undefined;
    return read.exists;
  }

  /**
   * Whether the account exists and is not empty. Accounts that exist although they are empty come only from a genesis
   * or a setter: for those, emptiness is kept by value. For all others `exists` says it all, because validation accepts
   * that of no such account.
   */
  nonEmpty(address: AddressKey): boolean {
    if (!this.exists(address)) return false;
    const account = this.view.account(address);
    if (account === undefined || !isEmptyAccount(account)) return true;
    this.nonce(address);
    this.balance(address);
    this.codeHash(address);
    return false;
  }

  knownNonEmpty(address: AddressKey): boolean {
    const read = this.accounts.get(address);
    if (read === undefined) return false;
    return (
      (read.nonce ?? 0n) !== 0n ||
      (read.balance ?? 0n) !== 0n ||
      (read.codeHash !== undefined && read.codeHash !== EMPTY_CODE_HASH)
    );
  }

  hasStorage(address: AddressKey): boolean {
    const read = this.#read(address);
    read.hasStorage ??= this.view.hasStorage(address);
    return read.hasStorage;
  }

  slot(address: AddressKey, slot: SlotKey): Uint8Array {
    let slots = this.slots.get(address);
    if (slots === undefined) {
      slots = new Map();
      this.slots.set(address, slots);
    }
    let value = slots.get(slot);
    if (value === undefined) {
      value = this.view.slot(address, slot);
      slots.set(slot, value);
    }
    return value;
  }

  #read(address: AddressKey): AccountRead {
    let read = this.accounts.get(address);
    if (read === undefined) {
      read = {};
      this.accounts.set(address, read);
    }
    return read;
  }
}
