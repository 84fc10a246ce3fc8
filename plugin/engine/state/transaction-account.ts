import { KECCAK256_RLP } from "@ethereumjs/util";
import { bytesToKey, codeHashToBytes, EMPTY_CODE_HASH } from "./keys.ts";
import { inRange, type LocalAccount } from "./local-account.ts";
import type { AddressKey, CodeHash } from "./types.ts";

/** Reads of the state from before the transaction, each recorded as something the outcome depends on. */
export interface AccountReader {
  readNonce(address: AddressKey): bigint;
  readBalance(address: AddressKey): bigint;
  /** True while a balance is only compared with nothing: then any will do. */
  readonly comparesWithZero: boolean;
  /** Somebody looks at the balance, whether it is from before the transaction or its own. */
  balanceSeen(address: AddressKey): void;
  readCodeHash(address: AddressKey): CodeHash;
  /** Whether the account was there and, from EIP-161 on, not empty. */
  readNonEmpty(address: AddressKey): boolean;
  /** Whether any slot is not zero now, in the middle of the transaction. */
  hasLocalStorage(address: AddressKey): boolean;
  /** True when what was read already shows that the account is not empty. */
  knownNonEmpty(address: AddressKey): boolean;
}

// Not the hash of any storage: the EVM compares the root with that of empty storage and looks no further.
const SOME_STORAGE_ROOT = new Uint8Array(32).fill(1);

/**
 * The account object that the EVM gets, reading each field when it is asked for.
 *
 * The EVM fetches whole accounts where it needs one field or none (a call without value fetches and puts its callee).
 * A field that nobody looks at must not become a dependency, or every transaction would conflict with every other.
 */
export class TransactionAccount {
  readonly #reader: AccountReader;
  readonly #address: AddressKey;
  readonly #local: LocalAccount | undefined;
  #nonce: bigint | undefined;
  #balance: bigint | undefined;
  #codeHash: CodeHash | undefined;
  #nonceSet = false;
  #balanceSet = false;
  #codeHashSet = false;

  constructor(reader: AccountReader, address: AddressKey, local: LocalAccount | undefined) {
    this.#reader = reader;
    this.#address = address;
    this.#local = local;
    this.#nonce = local?.nonce;
    this.#balance = local?.balance;
    this.#codeHash = local?.codeHash;
  }

  /** An account that shows no code, whatever it has: for senders that need not be without code (impersonation). */
  static withoutCode(reader: AccountReader, address: AddressKey, local: LocalAccount | undefined): TransactionAccount {
    const account = new TransactionAccount(reader, address, local);
    account.#codeHash = EMPTY_CODE_HASH;
    return account;
  }

  get nonce(): bigint {
    this.#nonce ??= this.#reader.readNonce(this.#address);
    return this.#nonce;
  }

  set nonce(nonce: bigint) {
    this.#nonce = nonce;
    this.#nonceSet = true;
  }

  get balance(): bigint {
    if (this.#reader.comparesWithZero) return this.#balance ?? 0n;
    this.#reader.balanceSeen(this.#address);
    this.#balance ??= this.#reader.readBalance(this.#address) + (this.#local?.delta ?? 0n);
    return this.#balance;
  }

  set balance(balance: bigint) {
    this.#balance = balance;
    this.#balanceSet = true;
  }

  get codeHash(): Uint8Array {
    this.#codeHash ??= this.#reader.readCodeHash(this.#address);
    return codeHashToBytes(this.#codeHash);
  }

  set codeHash(codeHash: Uint8Array) {
    this.#codeHash = bytesToKey(codeHash);
    this.#codeHashSet = true;
  }

  get storageRoot(): Uint8Array {
    return this.#reader.hasLocalStorage(this.#address) ? SOME_STORAGE_ROOT : KECCAK256_RLP;
  }

  isContract(): boolean {
    this.#codeHash ??= this.#reader.readCodeHash(this.#address);
    return this.#codeHash !== EMPTY_CODE_HASH;
  }

  /** Empty in the sense of EIP-161. Looks at no more than it must to tell. */
  isEmpty(): boolean {
    if (this.#nonce !== undefined && this.#nonce !== 0n) return false;
    if (this.#balance !== undefined && this.#balance !== 0n) return false;
    if (this.#codeHash !== undefined && this.#codeHash !== EMPTY_CODE_HASH) return false;
    if (this.#local !== undefined && this.#local.delta !== 0n) return false;
    if (this.#nonce === undefined && this.#balance === undefined && this.#codeHash === undefined) {
      return !this.#reader.knownNonEmpty(this.#address) && !this.#reader.readNonEmpty(this.#address);
    }
    return this.nonce === 0n && this.balance === 0n && !this.isContract();
  }

  /** What `local` becomes when this object is put back: fields that were assigned, and no others. */
  mergedInto(local: LocalAccount | undefined): LocalAccount | undefined {
    if (!this.#nonceSet && !this.#balanceSet && !this.#codeHashSet) return local;
    return {
      nonce: this.#nonceSet ? this.#nonce : local?.nonce,
      balance: this.#balanceSet && this.#balance !== undefined ? inRange(this.#balance) : local?.balance,
      delta: this.#balanceSet ? 0n : (local?.delta ?? 0n),
      codeHash: this.#codeHashSet ? this.#codeHash : local?.codeHash,
      exists: local?.exists === false ? true : local?.exists,
      wiped: local?.wiped ?? false,
    };
  }
}

/**
 * The coinbase, while it is credited the fee: its balance reads as zero, so that what the EVM stores is the fee itself,
 * which becomes a blind credit. Otherwise every transaction would depend on the one before.
 */
export class FeeAccount {
  balance = 0n;
}
