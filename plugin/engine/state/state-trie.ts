import { keccak256 } from "../crypto/keccak.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { codeHashToBytes, keyToBytes } from "./keys.ts";
import { integerBytes, rlpBytes } from "./rlp.ts";
import { listLength, RlpWriter, stringLength } from "./rlp-writer.ts";
import { type Trie, TrieBatch, trieDelete, trieProof, triePut, trieRoot } from "./trie.ts";
import type { AccountState, AddressKey, SlotKey } from "./types.ts";
import type { WorldState } from "./world-state.ts";

/** Merkle proofs of an account and slots of it: encoded nodes from the root, as in EIP-1186. */
export interface StateProof {
  /** 32 bytes. */
  readonly storageRoot: Uint8Array;
  readonly account: readonly Uint8Array[];
  /** In the order in which the slots were asked for. */
  readonly slots: readonly (readonly Uint8Array[])[];
}

/** More hashes of keys are not remembered: also keys of blocks that were reverted are among them. */
const MOST_HASHES = 65_536;

/**
 * The Merkle tries of a state: brought up to date only when a root is asked for, and then only where the state changed.
 */
export class StateTrie {
  readonly #state: WorldState;
  readonly #feed: ChangeFeed;
  #accounts: Trie;
  readonly #storage = new Map<AddressKey, Trie>();
  readonly #hashes = new Map<string, Uint8Array>();

  constructor(state: WorldState) {
    this.#state = state;
    this.#feed = state.subscribe(true);
  }

  /** Root of the present state, 32 bytes. */
  root(): Uint8Array {
    this.#update();
    return trieRoot(this.#accounts);
  }

  /**
   * Proofs of an account and of slots of it (EIP-1186).
   *
   * @param version of the state; the present one when absent
   * @throws UnknownVersionError
   */
  prove(address: AddressKey, slots: readonly SlotKey[], version?: number): StateProof {
    this.#update();
    const before = version === undefined ? undefined : this.#before(version);
    const storage = before?.storage.has(address) ? before.storage.get(address) : this.#storage.get(address);
    return {
      storageRoot: trieRoot(storage),
      account: trieProof(before === undefined ? this.#accounts : before.accounts, this.#hash(address)),
      slots: slots.map((slot) => trieProof(storage, this.#hash(slot))),
    };
  }

  /** Stops following the state. */
  close(): void {
    this.#state.unsubscribe(this.#feed);
  }

  #update(): void {
    if (this.#feed.isEmpty) return;
    const { accounts, slots } = this.#feed.drain();
    const batch = new TrieBatch();
    const dirty = new Set(accounts.keys());
    for (const [address, values] of slots) {
      dirty.add(address);
      let trie = this.#storage.get(address);
      for (const [slot, value] of values) trie = this.#withSlot(trie, slot, value, batch);
      if (trie === undefined) this.#storage.delete(address);
      else this.#storage.set(address, trie);
    }
    for (const address of dirty) {
      const account = this.#state.account(address);
      this.#accounts = this.#withAccount(this.#accounts, address, account, this.#storage.get(address), batch);
    }
  }

  /**
   * The tries as they were: the present ones with every change since taken back. Only storage that changed since is
   * there.
   */
  #before(version: number): { accounts: Trie; storage: ReadonlyMap<AddressKey, Trie> } {
    const { accounts: changed, slots } = this.#state.changedSince(version);
    const view = this.#state.at(version);
    const batch = new TrieBatch();
    const storage = new Map<AddressKey, Trie>();
    for (const [address, keys] of slots) {
      let trie = this.#storage.get(address);
      for (const slot of keys) trie = this.#withSlot(trie, slot, view.slot(address, slot), batch);
      storage.set(address, trie);
    }
    let accounts = this.#accounts;
    for (const address of new Set([...changed, ...slots.keys()])) {
      const trie = storage.has(address) ? storage.get(address) : this.#storage.get(address);
      accounts = this.#withAccount(accounts, address, view.account(address), trie, batch);
    }
    return { accounts, storage };
  }

  #withSlot(trie: Trie, slot: SlotKey, value: Uint8Array, batch: TrieBatch): Trie {
    const key = this.#hash(slot);
    return value.length === 0 ? trieDelete(trie, key) : triePut(trie, key, rlpBytes(value), batch);
  }

  #withAccount(
    trie: Trie,
    address: AddressKey,
    account: AccountState | undefined,
    storage: Trie,
    batch: TrieBatch,
  ): Trie {
    const key = this.#hash(address);
    return account === undefined
      ? trieDelete(trie, key)
      : triePut(trie, key, encodeAccount(account, trieRoot(storage)), batch);
  }

  // The keys of the tries are hashes of the keys of the state, and the same ones change again and again.
  #hash(key: string): Uint8Array {
    let hash = this.#hashes.get(key);
    if (hash === undefined) {
      hash = keccak256(keyToBytes(key));
      if (this.#hashes.size >= MOST_HASHES) this.#hashes.clear();
      this.#hashes.set(key, hash);
    }
    return hash;
  }
}

const writer = new RlpWriter();

function encodeAccount(account: AccountState, storageRoot: Uint8Array): Uint8Array {
  const nonce = integerBytes(account.nonce);
  const balance = integerBytes(account.balance);
  const codeHash = codeHashToBytes(account.codeHash);
  const length = stringLength(nonce) + stringLength(balance) + stringLength(storageRoot) + stringLength(codeHash);
  writer.begin(listLength(length));
  writer.list(length);
  writer.string(nonce);
  writer.string(balance);
  writer.string(storageRoot);
  writer.string(codeHash);
  return writer.written.slice();
}
