/**
 * The shapes that pass between the committed state, a transaction in flight and the multi-version memory.
 *
 * Inside the engine, addresses, slots and code hashes are byte strings (one character a byte, "latin1"): they are
 * built and hashed several times faster than hexadecimal text and work as keys of `Map`.
 */

/** 20 characters. */
export type AddressKey = string;
/** 32 characters. */
export type SlotKey = string;
/** 32 characters. */
export type CodeHash = string;

/** An account that exists (is not empty in the sense of EIP-161, or was created so before Spurious Dragon). */
export interface AccountState {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly codeHash: CodeHash;
}

/** Read access to one version of the state. Synchronous: nothing in the engine waits for state. */
export interface StateView {
  account(address: AddressKey): AccountState | undefined;
  /** The value without leading zeros; empty when the slot is zero. */
  slot(address: AddressKey, slot: SlotKey): Uint8Array;
  code(hash: CodeHash): Uint8Array;
  /** True when any slot of the account is not zero. */
  hasStorage(address: AddressKey): boolean;
}

/** What a transaction looked up of one account. An absent field was not looked up. */
export interface AccountRead {
  nonce?: bigint;
  balance?: bigint;
  codeHash?: CodeHash;
  exists?: boolean;
  /** Only "at least this much" was relied on (gas and value of a sender whose exact balance nobody read). */
  minBalance?: bigint;
  /** Whether any slot was not zero (EIP-7610: no creation over storage). */
  hasStorage?: boolean;
}

/** Everything the outcome of an execution depended on, with the values seen: it is valid iff they all still hold. */
export interface ReadSet {
  readonly accounts: ReadonlyMap<AddressKey, AccountRead>;
  readonly slots: ReadonlyMap<AddressKey, ReadonlyMap<SlotKey, Uint8Array>>;
}

/** What an execution changes of one account. An absent field stays as it is. */
export interface AccountWrite {
  nonce?: bigint;
  balance?: bigint;
  /** Added to whatever the balance is at commit; never together with `balance`. May be negative. */
  balanceDelta?: bigint;
  codeHash?: CodeHash;
  /** All storage from before the transaction is gone; slots in the same write set are set afterwards. */
  wiped?: boolean;
  /** The account is removed, or left empty in a fork that keeps empty accounts: decided by `exists`. */
  exists?: boolean;
}

/** Everything an execution changes. */
export interface WriteSet {
  readonly accounts: ReadonlyMap<AddressKey, AccountWrite>;
  readonly slots: ReadonlyMap<AddressKey, ReadonlyMap<SlotKey, Uint8Array>>;
  readonly codes: ReadonlyMap<CodeHash, Uint8Array>;
}
