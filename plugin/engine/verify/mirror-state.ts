import type { Common } from "@ethereumjs/common";
import { MerkleStateManager } from "@ethereumjs/statemanager";
import { Account, Address, equalsBytes, KECCAK256_NULL } from "@ethereumjs/util";
import type { Changes } from "../state/change-feed.ts";
import { addressToKey, bytesToKey, codeHashToBytes, keyToBytes, sameBytes, stripZeros } from "../state/keys.ts";
import type { AccountState, AddressKey, SlotKey, StateView } from "../state/types.ts";
import type { Touched } from "./reproduction.ts";

/**
 * The state of an engine in the state manager that `@ethereumjs/vm` uses by default: another implementation of
 * everything that `WorldState`, `TransactionState` and the tries do.
 */
export class MirrorState extends MerkleStateManager {
  /** What was looked up or set since the state was last brought up to date. */
  #touched = new Map<AddressKey, Set<SlotKey>>();
  #codeless: Address | undefined;
  #origin: StateView | undefined;
  readonly #hiddenCode = new WeakMap<Account, Uint8Array>();

  constructor(common: Common) {
    // Without its caches, although they are twice as fast: they bring back the storage of a destroyed contract whose
    // address is credited in the same block.
    super({ common });
  }

  /** Sets what changed. */
  async catchUp({ accounts, slots }: Changes, state: StateView): Promise<void> {
    for (const [key, account] of accounts) await this.#setAccount(key, account, state);
    for (const [key, values] of slots) {
      if (state.account(key) === undefined) continue;
      for (const [slot, value] of values) await this.putStorage(address(key), keyToBytes(slot), value);
    }
    await this.#forgetStorageTries();
    this.#touched = new Map();
  }

  /**
   * Has whatever is looked up from here on looked up in the state that it comes from as well, which throws
   * `MissingStateError` where only part of that is known.
   */
  follow(origin: StateView | undefined): void {
    this.#origin = origin;
  }

  /** Accounts and slots that were looked up or set since `catchUp`. */
  get touched(): Touched {
    return this.#touched;
  }

  #touch(address: Address): Set<SlotKey> {
    const key = addressToKey(address);
    let slots = this.#touched.get(key);
    if (slots === undefined) this.#touched.set(key, (slots = new Set()));
    return slots;
  }

  override async getStorage(address: Address, slot: Uint8Array): Promise<Uint8Array> {
    this.#touch(address).add(bytesToKey(slot));
    this.#origin?.slot(addressToKey(address), bytesToKey(slot));
    return super.getStorage(address, slot);
  }

  override async putStorage(address: Address, slot: Uint8Array, value: Uint8Array): Promise<void> {
    this.#touch(address).add(bytesToKey(slot));
    return super.putStorage(address, slot, value);
  }

  /** The open storage tries still have the storage of accounts that were destroyed. */
  async #forgetStorageTries(): Promise<void> {
    await this.setStateRoot(await this.getStateRoot());
  }

  async #setAccount(key: AddressKey, account: AccountState | undefined, state: StateView): Promise<void> {
    if (account === undefined) return this.deleteAccount(address(key));
    const before = (await this.getAccount(address(key))) ?? new Account();
    const codeHash = codeHashToBytes(account.codeHash);
    if (!equalsBytes(before.codeHash, codeHash)) await this.putCode(address(key), state.code(account.codeHash));
    await this.putAccount(address(key), new Account(account.nonce, account.balance, before.storageRoot, codeHash));
  }

  /** The first look at this account will find no code: EIP-3607 does not bind impersonated senders. */
  hideCodeOf(sender: Address | undefined): void {
    this.#codeless = sender;
  }

  override async getAccount(address: Address): Promise<Account | undefined> {
    this.#touch(address);
    this.#origin?.account(addressToKey(address));
    const account = await super.getAccount(address);
    if (this.#codeless?.equals(address) !== true) return account;
    this.#codeless = undefined;
    if (account === undefined || !account.isContract()) return account;
    this.#hiddenCode.set(account, account.codeHash);
    account.codeHash = KECCAK256_NULL;
    return account;
  }

  override async putAccount(address: Address, account: Account | undefined): Promise<void> {
    const codeHash = account === undefined ? undefined : this.#hiddenCode.get(account);
    if (account === undefined || codeHash === undefined) return super.putAccount(address, account);
    return super.putAccount(address, new Account(account.nonce, account.balance, account.storageRoot, codeHash));
  }

  /** Which of these values differ here: `[field, theirs, ours]`. */
  async differences({ accounts, slots }: Changes): Promise<[string, string, string][]> {
    const found: [string, string, string][] = [];
    await this.#forgetStorageTries();
    for (const [key, theirs] of accounts) {
      const ours = await this.getAccount(address(key));
      const compare = (field: string, a: unknown, b: unknown) => {
        if (String(a) !== String(b)) found.push([`${field} of ${address(key)}`, String(a), String(b)]);
      };
      compare("existence", theirs !== undefined, ours !== undefined);
      compare("nonce", theirs?.nonce ?? 0n, ours?.nonce ?? 0n);
      compare("balance", theirs?.balance ?? 0n, ours?.balance ?? 0n);
      const codeHash = theirs === undefined ? KECCAK256_NULL : codeHashToBytes(theirs.codeHash);
      compare("code hash", hex(codeHash), hex(ours?.codeHash ?? KECCAK256_NULL));
    }
    for (const [key, values] of slots) {
      for (const [slot, theirs] of values) {
        const ours = stripZeros(await this.getStorage(address(key), keyToBytes(slot)));
        if (!sameBytes(theirs, ours))
          found.push([`slot ${hex(keyToBytes(slot))} of ${address(key)}`, hex(theirs), hex(ours)]);
      }
    }
    return found;
  }
}

function address(key: AddressKey): Address {
  return new Address(keyToBytes(key));
}

export function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}
