import type { StateManagerInterface } from "@ethereumjs/common";
import type { Account, Address } from "@ethereumjs/util";
import { keccak256 } from "../crypto/keccak.ts";
import { BlindBalances } from "./blind-balances.ts";
import { addressToKey, bytesToKey, EMPTY_BYTES, EMPTY_CODE_HASH, stripZeros } from "./keys.ts";
import type { LocalAccount } from "./local-account.ts";
import { ReadTracker } from "./read-tracker.ts";
import { type AccountReader, FeeAccount, TransactionAccount } from "./transaction-account.ts";
import type { Phase, StorageObserver, TransactionStateOptions } from "./transaction-options.ts";
import type { AddressKey, CodeHash, SlotKey, StateView } from "./types.ts";
import { UndoLog } from "./undo-log.ts";

const NOTHING: LocalAccount = { delta: 0n, wiped: false };
const DELETED: LocalAccount = {
  nonce: 0n,
  balance: 0n,
  delta: 0n,
  codeHash: EMPTY_CODE_HASH,
  exists: false,
  wiped: true,
};

/**
 * The state as one transaction sees and changes it: its own changes over a view of the state before it.
 *
 * Implements the state manager of `@ethereumjs`, synchronously (what it returns is awaited, and awaiting a value is
 * cheaper than a promise). Everything looked up in the view is kept with its value (`reads`), every change can be
 * undone to a checkpoint, and the view is never written to.
 */
export class TransactionState implements AccountReader {
  readonly accounts = new Map<AddressKey, LocalAccount>();
  readonly slots = new Map<AddressKey, Map<SlotKey, Uint8Array>>();
  readonly codes = new Map<CodeHash, Uint8Array>();
  /** Whatever else belongs to a frame, and has to disappear with it, is entered here too. */
  readonly undo = new UndoLog();
  readonly balances = new BlindBalances(this);
  reads: ReadTracker;
  phase: Phase = "prelude";
  observer: StorageObserver | undefined;
  /** Set while a message without value is started: the EVM compares the sender's balance even with nothing. */
  comparesWithZero = false;

  #options: TransactionStateOptions = { lazy: false };
  #feePending = false;
  #hideCode = false;

  /** Value from before the transaction, for the gas of SSTORE (EIP-1283, EIP-2200). */
  readonly originalStorageCache = {
    get: (address: Address, slot: Uint8Array): Uint8Array => this.slotBefore(addressToKey(address), bytesToKey(slot)),
    clear(): void {},
  };

  constructor(view: StateView) {
    this.reads = new ReadTracker(view);
  }

  /** Starts a transaction on `view`, with nothing read and nothing changed. */
  begin(view: StateView, options: TransactionStateOptions): void {
    this.accounts.clear();
    this.slots.clear();
    this.codes.clear();
    this.reads = new ReadTracker(view);
    this.phase = "prelude";
    this.#options = options;
    // A sender that is its own coinbase is credited a fee besides: its balance is looked at.
    this.balances.begin(options.lazy, options.guard?.address === options.coinbase ? undefined : options.guard);
    this.#feePending = options.coinbase !== undefined;
    this.#hideCode = options.codelessSender !== undefined;
    this.undo.clear();
  }

  /** This object under the interface of `@ethereumjs`, whose methods are declared to return promises. */
  asStateManager(): StateManagerInterface {
    return this as unknown as StateManagerInterface;
  }

  getAccount(address: Address): Account | undefined {
    return this.accountOf(addressToKey(address));
  }

  /** As `getAccount`. */
  accountOf(key: AddressKey): Account | undefined {
    return this.#account(key) as Account | undefined;
  }

  #account(key: AddressKey): TransactionAccount | FeeAccount | undefined {
    const local = this.accounts.get(key);
    if (this.#hideCode && key === this.#options.codelessSender) {
      // Only the check of the sender is the first look at it; what follows sees the code.
      this.#hideCode = false;
      return TransactionAccount.withoutCode(this, key, local);
    }
    if (this.#options.lazy && this.phase !== "prelude") {
      if (this.phase === "settlement" && this.#feePending && key === this.#options.coinbase) {
        this.#feePending = false;
        if (local?.balance === undefined) return new FeeAccount();
      }
      return local?.exists === false ? undefined : new TransactionAccount(this, key, local);
    }
    return (local?.exists ?? this.reads.exists(key)) ? new TransactionAccount(this, key, local) : undefined;
  }

  putAccount(address: Address, account: Account | undefined): void {
    this.putAccountOf(addressToKey(address), account);
  }

  /** As `putAccount`. */
  putAccountOf(key: AddressKey, account: Account | undefined): void {
    const put: unknown = account;
    const local = this.accounts.get(key);
    if (put === undefined) {
      this.#delete(key);
    } else if (put instanceof TransactionAccount) {
      const merged = put.mergedInto(local);
      if (merged !== local) this.undo.set(this.accounts, key, merged as LocalAccount);
    } else if (put instanceof FeeAccount) {
      if (!this.balances.credit(key, put.balance)) this.balances.add(key, put.balance);
    } else {
      // A new account of the EVM's own making: it does not exist yet.
      const { nonce, balance, codeHash } = account as Account;
      const hash = bytesToKey(codeHash);
      const wiped = local?.wiped ?? false;
      this.undo.set(this.accounts, key, { nonce, balance, delta: 0n, codeHash: hash, exists: true, wiped });
    }
  }

  deleteAccount(address: Address): void {
    this.#delete(addressToKey(address));
  }

  modifyAccountFields(address: Address, fields: { nonce?: bigint; balance?: bigint; codeHash?: Uint8Array }): void {
    const key = addressToKey(address);
    const account = new TransactionAccount(this, key, this.accounts.get(key));
    if (fields.nonce !== undefined) account.nonce = fields.nonce;
    if (fields.balance !== undefined) account.balance = fields.balance;
    if (fields.codeHash !== undefined) account.codeHash = fields.codeHash;
    this.putAccount(address, account as unknown as Account);
  }

  putCode(address: Address, code: Uint8Array): void {
    const key = addressToKey(address);
    const hash = code.length === 0 ? EMPTY_CODE_HASH : bytesToKey(keccak256(code));
    if (code.length > 0) this.codes.set(hash, code);
    const local = this.accounts.get(key) ?? NOTHING;
    this.undo.set(this.accounts, key, {
      ...local,
      codeHash: hash,
      exists: local.exists === false ? true : local.exists,
    });
  }

  getCode(address: Address): Uint8Array {
    return this.codeOf(this.codeHashOf(addressToKey(address)));
  }

  getCodeSize(address: Address): number {
    return this.getCode(address).length;
  }

  getStorage(address: Address, slot: Uint8Array): Uint8Array {
    return this.slot(addressToKey(address), bytesToKey(slot));
  }

  /** The value of a slot now, in the middle of the transaction. */
  slot(address: AddressKey, slot: SlotKey): Uint8Array {
    this.observer?.slotRead(address, slot);
    const value = this.slots.get(address)?.get(slot);
    if (value !== undefined) return value;
    return this.slotBefore(address, slot);
  }

  /** The value of a slot from before the transaction; none when the account's storage has been wiped since. */
  slotBefore(address: AddressKey, slot: SlotKey): Uint8Array {
    return this.accounts.get(address)?.wiped === true ? EMPTY_BYTES : this.reads.slot(address, slot);
  }

  putStorage(address: Address, slot: Uint8Array, value: Uint8Array): void {
    this.setSlot(addressToKey(address), bytesToKey(slot), stripZeros(value));
  }

  /** @param value without leading zeros. */
  setSlot(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    let slots = this.slots.get(address);
    if (slots === undefined) {
      slots = new Map();
      this.undo.set(this.slots, address, slots);
    }
    this.undo.set(slots, slot, value);
    this.observer?.slotWritten(address, slot);
  }

  clearStorage(address: Address): void {
    const key = addressToKey(address);
    const local = this.accounts.get(key) ?? NOTHING;
    this.undo.set(this.accounts, key, { ...local, wiped: true });
    this.undo.delete(this.slots, key);
  }

  checkpoint(): void {
    this.undo.checkpoint();
  }

  commit(): void {
    this.undo.commit();
  }

  revert(): void {
    this.undo.revert();
  }

  #delete(key: AddressKey): void {
    this.undo.set(this.accounts, key, DELETED);
    this.undo.delete(this.slots, key);
  }

  codeHashOf(key: AddressKey): CodeHash {
    return this.accounts.get(key)?.codeHash ?? this.reads.codeHash(key);
  }

  codeOf(hash: CodeHash): Uint8Array {
    if (hash === EMPTY_CODE_HASH) return EMPTY_BYTES;
    return this.codes.get(hash) ?? this.reads.view.code(hash);
  }

  /** True when the value of the slot is the transaction's own, so that reading it says nothing about the state before. */
  isOwnValue(address: AddressKey, slot: SlotKey): boolean {
    return this.slots.get(address)?.has(slot) === true || this.accounts.get(address)?.wiped === true;
  }

  readNonce(address: AddressKey): bigint {
    return this.reads.nonce(address);
  }

  readBalance(address: AddressKey): bigint {
    return this.balances.before(address);
  }

  balanceSeen(address: AddressKey): void {
    // A contract looks: from here on everything depends on the exact balance.
    if (this.phase === "message" && this.balances.isGuarded(address)) this.balances.depend(address);
  }

  readCodeHash(address: AddressKey): CodeHash {
    return this.reads.codeHash(address);
  }

  readNonEmpty(address: AddressKey): boolean {
    return this.reads.nonEmpty(address);
  }

  knownNonEmpty(address: AddressKey): boolean {
    return this.reads.knownNonEmpty(address);
  }

  hasLocalStorage(address: AddressKey): boolean {
    if (this.accounts.get(address)?.wiped !== true) return this.reads.hasStorage(address);
    for (const value of this.slots.get(address)?.values() ?? []) if (value.length > 0) return true;
    return false;
  }

  // The rest of the interface has no meaning for the state of one transaction: roots are computed at commit.
  getStateRoot(): Uint8Array {
    return new Uint8Array(32);
  }

  setStateRoot(): void {}

  hasStateRoot(): boolean {
    return true;
  }

  clearCaches(): void {}

  shallowCopy(): never {
    throw new Error("The state of a transaction cannot be copied");
  }
}
