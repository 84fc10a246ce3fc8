import { EMPTY_BYTES } from "../state/keys.ts";
import type { AccountState, AccountWrite, AddressKey, CodeHash, SlotKey, StateView, WriteSet } from "../state/types.ts";
import { accountAfter, EMPTY_ACCOUNT, MAX_BALANCE } from "../state/world-state.ts";
import { VersionList } from "./version-list.ts";

/** The state below the transactions of a block, with the slots of an account for those who must know all of them. */
export interface BaseState extends StateView {
  /** Slots that are not zero. */
  storage(address: AddressKey): Iterable<readonly [SlotKey, Uint8Array]>;
}

/**
 * The multi-version memory of Block-STM (Gelashvili et al., PPoPP'23, section 3): the writes of the transactions of a
 * block by transaction, so that a transaction reads the newest write below it, or the base.
 *
 * Each peer has one of its own and takes in what the others publish, which needs no locks. It may hold any mixture of
 * incarnations: what a transaction reads here is a guess, checked by value when it is committed.
 */
export class MultiVersionMemory {
  readonly #base: BaseState;
  readonly #accounts = new Map<AddressKey, AccountVersions>();
  readonly #slots = new Map<AddressKey, Map<SlotKey, VersionList<Uint8Array>>>();
  /** Transactions that destroyed all storage of an account. */
  readonly #wipes = new Map<AddressKey, VersionList<true>>();
  /** By hash, so that a code stays readable when the transaction that deployed it turns out otherwise. */
  readonly #codes = new Map<CodeHash, Uint8Array>();
  readonly #writes = new Map<number, WriteSet>();

  constructor(base: BaseState) {
    this.#base = base;
  }

  /** Takes in what `transaction` writes, in place of what it wrote before; undefined: nothing. */
  set(transaction: number, writes: WriteSet | undefined): void {
    this.#remove(transaction);
    if (writes === undefined) return;
    this.#writes.set(transaction, writes);
    for (const [address, write] of writes.accounts) {
      getOrAdd(this.#accounts, address, () => new AccountVersions()).set(transaction, write);
      if (write.wiped === true) getOrAdd(this.#wipes, address, () => new VersionList<true>()).set(transaction, true);
    }
    for (const [address, values] of writes.slots) {
      const slots = getOrAdd(this.#slots, address, () => new Map<SlotKey, VersionList<Uint8Array>>());
      for (const [slot, value] of values) {
        getOrAdd(slots, slot, () => new VersionList<Uint8Array>()).set(transaction, value);
      }
    }
    for (const [hash, code] of writes.codes) this.#codes.set(hash, code);
  }

  /**
   * The base has taken over the lowest transaction, whose final writes were `writes`: forgets the transaction, and
   * whatever was computed from the base as it was.
   */
  rebase(transaction: number, writes: WriteSet | undefined): void {
    this.#remove(transaction);
    if (writes !== undefined) for (const address of writes.accounts.keys()) this.#accounts.get(address)?.invalidate(0);
  }

  /** The state that `transaction` would start from, as far as is known. Later changes of the memory show in it. */
  view(transaction: number): StateView {
    return {
      account: (address) => this.#account(address, transaction),
      slot: (address, slot) => this.#slot(address, slot, transaction),
      code: (hash) => this.#codes.get(hash) ?? this.#base.code(hash),
      hasStorage: (address) => this.#hasStorage(address, transaction),
    };
  }

  #account(address: AddressKey, transaction: number): AccountState | undefined {
    const versions = this.#accounts.get(address);
    return versions === undefined
      ? this.#base.account(address)
      : versions.below(transaction, () => this.#base.account(address));
  }

  #slot(address: AddressKey, slot: SlotKey, transaction: number): Uint8Array {
    const versions = this.#slots.get(address)?.get(slot);
    const wiper = this.#lastWipe(address, transaction);
    const position = versions?.below(transaction) ?? 0;
    if (versions !== undefined && position > 0) {
      // A transaction that destroys storage and then sets slots has both: its slots count.
      return versions.transactionAt(position - 1) >= wiper ? versions.valueAt(position - 1) : EMPTY_BYTES;
    }
    return wiper >= 0 ? EMPTY_BYTES : this.#base.slot(address, slot);
  }

  #hasStorage(address: AddressKey, transaction: number): boolean {
    const slots = this.#slots.get(address);
    const wiped = this.#lastWipe(address, transaction) >= 0;
    if (slots === undefined) return wiped ? false : this.#base.hasStorage(address);
    for (const slot of slots.keys()) if (this.#slot(address, slot, transaction).length > 0) return true;
    if (wiped) return false;
    for (const [slot] of this.#base.storage(address)) {
      if (!slots.has(slot) || this.#slot(address, slot, transaction).length > 0) return true;
    }
    return false;
  }

  /** The newest transaction below that destroyed the storage; -1 when none did. */
  #lastWipe(address: AddressKey, transaction: number): number {
    const wipes = this.#wipes.get(address);
    const position = wipes?.below(transaction) ?? 0;
    return wipes === undefined || position === 0 ? -1 : wipes.transactionAt(position - 1);
  }

  #remove(transaction: number): void {
    const writes = this.#writes.get(transaction);
    if (writes === undefined) return;
    this.#writes.delete(transaction);
    for (const [address, write] of writes.accounts) {
      const versions = this.#accounts.get(address);
      versions?.delete(transaction);
      if (versions?.isEmpty) this.#accounts.delete(address);
      if (write.wiped === true) removeVersion(this.#wipes, address, transaction);
    }
    for (const [address, values] of writes.slots) {
      const slots = this.#slots.get(address);
      if (slots === undefined) continue;
      for (const slot of values.keys()) removeVersion(slots, slot, transaction);
      if (slots.size === 0) this.#slots.delete(address);
    }
  }
}

/**
 * The writes to one account. What the account is after each is computed once and kept until a lower write changes:
 * an account that every transaction credits would else cost each reader the whole list.
 */
class AccountVersions {
  readonly #writes = new VersionList<AccountWrite>();
  /** The account after the write at each position, as far as computed. */
  readonly #after: (AccountState | undefined)[] = [];

  get isEmpty(): boolean {
    return this.#writes.length === 0;
  }

  set(transaction: number, write: AccountWrite): void {
    this.invalidate(this.#writes.set(transaction, write));
  }

  delete(transaction: number): void {
    const position = this.#writes.delete(transaction);
    if (position !== undefined) this.invalidate(position);
  }

  invalidate(position: number): void {
    if (this.#after.length > position) this.#after.length = position;
  }

  below(transaction: number, base: () => AccountState | undefined): AccountState | undefined {
    const count = this.#writes.below(transaction);
    if (count === 0) return base();
    for (let position = this.#after.length; position < count; position++) {
      const before = position === 0 ? base() : this.#after[position - 1];
      this.#after.push(guessAfter(before, this.#writes.valueAt(position)));
    }
    return this.#after[count - 1];
  }
}

// A delta may meet a balance for which it was not computed: the account then is any account, not an error.
function guessAfter(before: AccountState | undefined, write: AccountWrite): AccountState | undefined {
  if (write.balanceDelta === undefined || write.exists === false) return accountAfter(before, write);
  const balance = (before ?? EMPTY_ACCOUNT).balance + write.balanceDelta;
  const { balanceDelta: _, ...rest } = write;
  return accountAfter(before, { ...rest, balance: representable(balance) });
}

function representable(balance: bigint): bigint {
  if (balance < 0n) return 0n;
  return balance > MAX_BALANCE ? MAX_BALANCE : balance;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function removeVersion<K, T>(map: Map<K, VersionList<T>>, key: K, transaction: number): void {
  const versions = map.get(key);
  if (versions === undefined) return;
  versions.delete(transaction);
  if (versions.length === 0) map.delete(key);
}
