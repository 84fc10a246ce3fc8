import { EMPTY_BYTES, EMPTY_CODE_HASH } from "./keys.ts";
import {
  DETACHED,
  IS_DETACHED,
  type MissingKey,
  type MissingSource,
  MissingStateError,
  type RemoteAccount,
  type RemoteState,
} from "./missing-state.ts";
import type { AccountState, AddressKey, SlotKey } from "./types.ts";
import { EMPTY_ACCOUNT, isEmptyAccount, WorldState } from "./world-state.ts";

/** In place of an account that was removed: without an entry, the account is as it is elsewhere. */
const GONE: AccountState = { ...EMPTY_ACCOUNT };
/** In place of a slot without an entry: its value is that from elsewhere. */
const NO_ENTRY: Uint8Array = new Uint8Array(0);

/**
 * The state of a chain that continues another one: what changed is in the flat maps and the journal, everything else is
 * as it is elsewhere, and is loaded when it is first looked up.
 *
 * A lookup of what is not loaded throws `MissingStateError`. What is loaded never changes, so that it belongs to no
 * version: at every version a key without an entry has that value. The storage of an account that was destroyed is cut
 * off from elsewhere (`DETACHED`), with a version like any change.
 *
 * Contracts that have storage have code or a nonce (EIP-161 made it so, apart from 28 empty accounts of 2016 on mainnet,
 * at addresses where nobody can create a contract: EIP-7610). An account with neither therefore has no storage
 * elsewhere, and nobody is asked for it.
 */
export class ForkedWorldState extends WorldState implements MissingSource {
  readonly #remote: RemoteState;
  readonly #accounts = new Map<AddressKey, AccountState | undefined>();
  readonly #slots = new Map<AddressKey, Map<SlotKey, Uint8Array>>();

  constructor(remote: RemoteState) {
    super();
    this.#remote = remote;
  }

  async load(keys: readonly MissingKey[]): Promise<void> {
    const accounts = new Set<AddressKey>();
    const slots: [AddressKey, SlotKey][] = [];
    for (const key of keys) {
      if ("block" in key) continue;
      if (!this.#accounts.has(key.address)) accounts.add(key.address);
      if (key.slot !== undefined && !this.#isLoaded(key.address, key.slot)) slots.push([key.address, key.slot]);
    }
    if (accounts.size === 0 && slots.length === 0) return;
    const fetched = await this.#remote.fetch([...accounts], slots);
    for (const [index, address] of [...accounts].entries()) {
      const remote = fetched.accounts[index];
      if (remote !== undefined) this.#addAccount(address, remote);
    }
    for (const [index, [address, slot]] of slots.entries()) {
      const value = fetched.slots[index];
      if (value !== undefined) this.#addSlot(address, slot, value);
    }
  }

  override account(address: AddressKey): AccountState | undefined {
    return this.#resolveAccount(address, this.storedAccounts.get(address));
  }

  override slot(address: AddressKey, slot: SlotKey): Uint8Array {
    const stored = this.storedSlots.get(address)?.get(slot);
    return stored ?? this.#remoteSlot(address, slot, () => this.#isDetached(address));
  }

  override hasStorage(address: AddressKey): boolean {
    for (const _ of this.storage(address)) return true;
    this.account(address);
    return !this.#isDetached(address);
  }

  /** Slots that are known and not zero. */
  override *storage(address: AddressKey): Iterable<[SlotKey, Uint8Array]> {
    for (const slot of this.knownSlots(address)) {
      if (slot === DETACHED || !this.knowsSlot(address, slot)) continue;
      const value = this.slot(address, slot);
      if (value.length > 0) yield [slot, value];
    }
  }

  override knowsSlot(address: AddressKey, slot: SlotKey): boolean {
    return (
      slot === DETACHED ||
      this.storedSlots.get(address)?.has(slot) === true ||
      this.#isDetached(address) ||
      this.#slots.get(address)?.has(slot) === true
    );
  }

  protected override knownAccounts(): Iterable<AddressKey> {
    return new Set([...this.#accounts.keys(), ...this.storedAccounts.keys()]);
  }

  protected override knownSlots(address: AddressKey): Iterable<SlotKey> {
    return new Set([...(this.#slots.get(address)?.keys() ?? []), ...(this.storedSlots.get(address)?.keys() ?? [])]);
  }

  protected override storageOwners(): Iterable<AddressKey> {
    return new Set([...this.#slots.keys(), ...this.storedSlots.keys()]);
  }

  protected override accountAt(address: AddressKey, version: number): AccountState | undefined {
    const entry = this.journal.accountEntry(address, version);
    const stored = entry === undefined ? this.storedAccounts.get(address) : entry.before;
    return this.#resolveAccount(address, stored as AccountState | undefined);
  }

  protected override slotAt(address: AddressKey, slot: SlotKey, version: number): Uint8Array {
    const stored = this.#storedSlotAt(address, slot, version);
    if (stored !== NO_ENTRY) return stored;
    return this.#remoteSlot(address, slot, () => this.#isDetachedAt(address, version));
  }

  protected override hasStorageAt(address: AddressKey, version: number): boolean {
    const changed = [...this.knownSlots(address), ...this.journal.changedSlots(address)];
    for (const slot of changed) {
      if (slot !== DETACHED && this.#storedSlotAt(address, slot, version).length > 0) return true;
    }
    this.accountAt(address, version);
    return !this.#isDetachedAt(address, version);
  }

  protected override wipe(address: AddressKey): void {
    super.wipe(address);
    this.setSlot(address, DETACHED, IS_DETACHED);
  }

  protected override storedAccount(address: AddressKey): AccountState | undefined {
    return this.storedAccounts.get(address);
  }

  protected override storedSlot(address: AddressKey, slot: SlotKey): Uint8Array {
    return this.storedSlots.get(address)?.get(slot) ?? NO_ENTRY;
  }

  protected override accountToStore(account: AccountState | undefined): AccountState {
    return account ?? GONE;
  }

  /** Slots that are zero are kept too: elsewhere they may not be. */
  protected override putSlot(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    if (value === NO_ENTRY) this.storedSlots.get(address)?.delete(slot);
    else put(this.storedSlots, address, slot, value);
    this.markSlot(address, slot);
  }

  /** Of a slot that has another value by now, an earlier version may still have to be loaded. */
  #isLoaded(address: AddressKey, slot: SlotKey): boolean {
    const loaded = this.#slots.get(address);
    return loaded !== undefined && (loaded.has(slot) || loaded.has(DETACHED));
  }

  #resolveAccount(address: AddressKey, stored: AccountState | undefined): AccountState | undefined {
    if (stored !== undefined) return stored === GONE ? undefined : stored;
    const account = this.#accounts.get(address);
    if (account === undefined && !this.#accounts.has(address)) throw new MissingStateError({ address }, this);
    return account;
  }

  #remoteSlot(address: AddressKey, slot: SlotKey, isDetached: () => boolean): Uint8Array {
    const value = this.#slots.get(address)?.get(slot);
    if (slot === DETACHED) return value ?? EMPTY_BYTES;
    if (isDetached()) return EMPTY_BYTES;
    if (value === undefined) throw new MissingStateError({ address, slot }, this);
    return value;
  }

  #storedSlotAt(address: AddressKey, slot: SlotKey, version: number): Uint8Array {
    const entry = this.journal.slotEntry(address, slot, version);
    return entry === undefined ? this.storedSlot(address, slot) : (entry.before as Uint8Array);
  }

  #isDetached(address: AddressKey): boolean {
    return this.slot(address, DETACHED).length > 0;
  }

  #isDetachedAt(address: AddressKey, version: number): boolean {
    return this.slotAt(address, DETACHED, version).length > 0;
  }

  #addAccount(address: AddressKey, { account, code }: RemoteAccount): void {
    if (this.#accounts.has(address)) return;
    if (code.length > 0) this.addCode(code);
    this.#accounts.set(address, isEmptyAccount(account) ? undefined : account);
    if (account.nonce === 0n && account.codeHash === EMPTY_CODE_HASH) this.#addSlot(address, DETACHED, IS_DETACHED);
    this.markAccount(address);
  }

  #addSlot(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    put(this.#slots, address, slot, value);
    this.markSlot(address, slot);
  }
}

function put<Value>(
  maps: Map<AddressKey, Map<SlotKey, Value>>,
  address: AddressKey,
  slot: SlotKey,
  value: Value,
): void {
  let values = maps.get(address);
  if (values === undefined) {
    values = new Map();
    maps.set(address, values);
  }
  values.set(slot, value);
}
