import { keccak256 } from "../crypto/keccak.ts";
import { ChangeFeed } from "./change-feed.ts";
import { FlatState } from "./flat-state.ts";
import { Journal } from "./journal.ts";
import { bytesToKey, EMPTY_BYTES, EMPTY_CODE_HASH, sameBytes, stripZeros } from "./keys.ts";
import type { AccountState, AccountWrite, AddressKey, CodeHash, SlotKey, StateView, WriteSet } from "./types.ts";

/** A version was asked for that never was, or is no more. */
export class UnknownVersionError extends RangeError {
  constructor(version: number, oldest: number, latest: number) {
    super(`There is no version ${version} of the state: the oldest kept is ${oldest}, the latest ${latest}.`);
    this.name = "UnknownVersionError";
  }
}

/**
 * The committed state of a chain: flat maps for reading, a journal for going back.
 *
 * Everything is synchronous, and Merkle roots are somebody else's business (`StateTrie` follows the change feed):
 * execution needs neither promises nor hashes.
 */
export class WorldState extends FlatState {
  protected readonly journal = new Journal();
  readonly #feeds = new Set<ChangeFeed>();

  /** The present version: pass it to `at` or `revertTo` later. Costs nothing. */
  get version(): number {
    return this.journal.seal();
  }

  /**
   * The state as it was at `version`. Nothing is copied: the view looks values up in the journal, and is valid for as
   * long as the version is neither reverted nor pruned.
   *
   * @throws UnknownVersionError
   */
  at(version: number): StateView {
    this.#check(version);
    return {
      account: (address) => this.accountAt(address, version),
      slot: (address, slot) => this.slotAt(address, slot, version),
      code: (hash) => this.code(hash),
      hasStorage: (address) => this.hasStorageAt(address, version),
    };
  }

  /**
   * What changed since `version`, be it that it changed back.
   *
   * @throws UnknownVersionError
   */
  changedSince(version: number): { accounts: Set<AddressKey>; slots: Map<AddressKey, Set<SlotKey>> } {
    this.#check(version);
    const accounts = new Set<AddressKey>();
    const slots = new Map<AddressKey, Set<SlotKey>>();
    for (const { address, slot } of this.journal.since(version)) {
      if (slot === undefined) {
        accounts.add(address);
        continue;
      }
      const ofAccount = slots.get(address);
      if (ofAccount === undefined) slots.set(address, new Set([slot]));
      else ofAccount.add(slot);
    }
    return { accounts, slots };
  }

  /**
   * Undoes every change since `version`.
   *
   * @throws UnknownVersionError
   */
  revertTo(version: number): void {
    this.#check(version);
    while (this.journal.length > version) {
      const entry = this.journal.pop();
      if (entry === undefined) break;
      if (entry.slot === undefined) this.putAccount(entry.address, entry.before);
      else this.putSlot(entry.address, entry.slot, entry.before);
    }
  }

  /** Forgets how to go back before `version`. */
  prune(version: number): void {
    this.journal.prune(version);
  }

  /** The oldest version that `at` and `revertTo` accept. */
  get oldestVersion(): number {
    return this.journal.oldest;
  }

  /** A feed of changes from now on; with `everything`, all that is in the state now counts as changed. */
  subscribe(everything = false): ChangeFeed {
    const feed = new ChangeFeed(this);
    this.#feeds.add(feed);
    if (everything) {
      for (const address of this.knownAccounts()) feed.markAccount(address);
      for (const address of this.storageOwners()) {
        for (const slot of this.knownSlots(address)) feed.markSlot(address, slot);
      }
      for (const hash of this.codeHashes()) feed.markCode(hash);
    }
    return feed;
  }

  unsubscribe(feed: ChangeFeed): void {
    this.#feeds.delete(feed);
  }

  /**
   * Commits what an execution changed.
   *
   * @throws RangeError when a balance would leave the range of 256 bits: the execution was not validated.
   */
  apply(writes: WriteSet): void {
    for (const [hash, code] of writes.codes) this.#addCode(hash, code);
    for (const [address, write] of writes.accounts) {
      if (write.wiped === true) this.wipe(address);
      this.setAccount(address, accountAfter(this.account(address), write));
    }
    for (const [address, slots] of writes.slots) for (const [slot, value] of slots) this.setSlot(address, slot, value);
  }

  /** Sets or removes an account as a whole; an empty one stays in the state. Its storage is left alone. */
  setAccount(address: AddressKey, account: AccountState | undefined): void {
    const before = this.account(address);
    if (before === account || (before !== undefined && account !== undefined && sameAccount(before, account))) return;
    this.journal.add({ address, slot: undefined, before: this.storedAccount(address) });
    this.putAccount(address, this.accountToStore(account));
  }

  /** @throws RangeError */
  setBalance(address: AddressKey, balance: bigint): void {
    if (balance < 0n || balance > MAX_BALANCE) throw new RangeError(`Balance out of range: ${balance}`);
    this.#modify(address, { balance });
  }

  setNonce(address: AddressKey, nonce: bigint): void {
    this.#modify(address, { nonce });
  }

  setCode(address: AddressKey, code: Uint8Array): void {
    this.#modify(address, { codeHash: this.addCode(code) });
  }

  /** Keeps a code, so that accounts may refer to it. */
  addCode(code: Uint8Array): CodeHash {
    if (code.length === 0) return EMPTY_CODE_HASH;
    const hash = bytesToKey(keccak256(code));
    this.#addCode(hash, code);
    return hash;
  }

  /** Sets a slot; an account that did not exist does afterwards, because storage needs an owner. */
  setStorage(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    if (this.account(address) === undefined) this.setAccount(address, EMPTY_ACCOUNT);
    this.setSlot(address, slot, stripZeros(value));
  }

  #modify(address: AddressKey, fields: Partial<AccountState>): void {
    const account = { ...(this.account(address) ?? EMPTY_ACCOUNT), ...fields };
    const keep = !isEmptyAccount(account) || this.hasStorage(address);
    this.setAccount(address, keep ? account : undefined);
  }

  protected setSlot(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    if (sameBytes(this.slot(address, slot), value)) return;
    this.journal.add({ address, slot, before: this.storedSlot(address, slot) });
    this.putSlot(address, slot, value);
  }

  protected override putAccount(address: AddressKey, account: AccountState | undefined): void {
    super.putAccount(address, account);
    this.markAccount(address);
  }

  protected override putSlot(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    super.putSlot(address, slot, value);
    this.markSlot(address, slot);
  }

  #addCode(hash: CodeHash, code: Uint8Array): void {
    if (this.code(hash).length > 0) return;
    this.putCode(hash, code);
    for (const feed of this.#feeds) feed.markCode(hash);
  }

  protected accountAt(address: AddressKey, version: number): AccountState | undefined {
    const entry = this.journal.accountEntry(address, version);
    return entry === undefined ? this.account(address) : (entry.before as AccountState | undefined);
  }

  protected slotAt(address: AddressKey, slot: SlotKey, version: number): Uint8Array {
    const entry = this.journal.slotEntry(address, slot, version);
    return entry === undefined ? this.slot(address, slot) : (entry.before as Uint8Array);
  }

  protected hasStorageAt(address: AddressKey, version: number): boolean {
    for (const [slot] of this.storage(address)) if (this.slotAt(address, slot, version).length > 0) return true;
    for (const slot of this.journal.changedSlots(address)) {
      if (this.slotAt(address, slot, version).length > 0) return true;
    }
    return false;
  }

  /** Removes all storage of an account. */
  protected wipe(address: AddressKey): void {
    for (const [slot] of [...this.storage(address)]) this.setSlot(address, slot, EMPTY_BYTES);
  }

  /** What the journal keeps of a key, and `putAccount` and `putSlot` are given to go back to it. */
  protected storedAccount(address: AddressKey): AccountState | undefined {
    return this.account(address);
  }

  protected storedSlot(address: AddressKey, slot: SlotKey): Uint8Array {
    return this.slot(address, slot);
  }

  /** What `putAccount` is given for an account that is set or removed. */
  protected accountToStore(account: AccountState | undefined): AccountState | undefined {
    return account;
  }

  /** Accounts of which a copy of the state has to be told. */
  protected knownAccounts(): Iterable<AddressKey> {
    return this.storedAccounts.keys();
  }

  /** Slots of which a copy of the state has to be told. */
  protected knownSlots(address: AddressKey): Iterable<SlotKey> {
    return this.storedSlots.get(address)?.keys() ?? [];
  }

  /** False for a slot whose value cannot be told: a copy of the state is not told either. */
  knowsSlot(_address: AddressKey, _slot: SlotKey): boolean {
    return true;
  }

  /** Marks for all who follow the state. */
  protected markAccount(address: AddressKey): void {
    for (const feed of this.#feeds) feed.markAccount(address);
  }

  protected markSlot(address: AddressKey, slot: SlotKey): void {
    for (const feed of this.#feeds) feed.markSlot(address, slot);
  }

  #check(version: number): void {
    if (version < this.journal.oldest || version > this.journal.length) {
      throw new UnknownVersionError(version, this.journal.oldest, this.journal.length);
    }
  }
}

export const EMPTY_ACCOUNT: AccountState = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH };

/** Empty in the sense of EIP-161: no nonce, no balance, no code. */
export function isEmptyAccount(account: AccountState): boolean {
  return account.nonce === 0n && account.balance === 0n && account.codeHash === EMPTY_CODE_HASH;
}

/** In wei. */
export const MAX_BALANCE = (1n << 256n) - 1n;

/**
 * The account that a write leaves behind, undefined when it does not exist afterwards.
 *
 * @throws RangeError when the balance leaves the range of 256 bits.
 */
export function accountAfter(before: AccountState | undefined, write: AccountWrite): AccountState | undefined {
  if (write.exists === false) return undefined;
  const base = before ?? EMPTY_ACCOUNT;
  const balance = write.balance ?? base.balance + (write.balanceDelta ?? 0n);
  if (balance < 0n || balance > MAX_BALANCE) throw new RangeError(`Balance out of range: ${balance}`);
  const account: AccountState = {
    nonce: write.nonce ?? base.nonce,
    balance,
    codeHash: write.codeHash ?? base.codeHash,
  };
  return before !== undefined || write.exists === true || !isEmptyAccount(account) ? account : undefined;
}

function sameAccount(a: AccountState, b: AccountState): boolean {
  return a.nonce === b.nonce && a.balance === b.balance && a.codeHash === b.codeHash;
}
