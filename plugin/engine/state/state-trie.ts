import { keccak256 } from "../crypto/keccak.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { codeHashToBytes, keyToBytes } from "./keys.ts";
import { integerBytes, rlpBytes, rlpList } from "./rlp.ts";
import { type Trie, TrieBatch, trieDelete, trieProof, triePut, trieRoot } from "./trie.ts";
import type { AccountState, AddressKey, SlotKey } from "./types.ts";
import type { WorldState } from "./world-state.ts";

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

  /** Root of the present storage of an account. */
  storageRoot(address: AddressKey): Uint8Array {
    this.#update();
    return trieRoot(this.#storage.get(address));
  }

  /** Proof of an account in the present state, from the root (EIP-1186). */
  accountProof(address: AddressKey): Uint8Array[] {
    this.#update();
    return trieProof(this.#accounts, this.#hash(address));
  }

  storageProof(address: AddressKey, slot: SlotKey): Uint8Array[] {
    this.#update();
    return trieProof(this.#storage.get(address), this.#hash(slot));
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
      for (const [slot, value] of values) {
        const key = this.#hash(slot);
        trie = value.length === 0 ? trieDelete(trie, key) : triePut(trie, key, rlpBytes(value), batch);
      }
      if (trie === undefined) this.#storage.delete(address);
      else this.#storage.set(address, trie);
    }
    for (const address of dirty) {
      const account = this.#state.account(address);
      const key = this.#hash(address);
      this.#accounts =
        account === undefined
          ? trieDelete(this.#accounts, key)
          : triePut(this.#accounts, key, encodeAccount(account, trieRoot(this.#storage.get(address))), batch);
    }
  }

  // The keys of the tries are hashes of the keys of the state, and the same ones change again and again.
  #hash(key: string): Uint8Array {
    let hash = this.#hashes.get(key);
    if (hash === undefined) {
      hash = keccak256(keyToBytes(key));
      this.#hashes.set(key, hash);
    }
    return hash;
  }
}

function encodeAccount(account: AccountState, storageRoot: Uint8Array): Uint8Array {
  return rlpList([
    rlpBytes(integerBytes(account.nonce)),
    rlpBytes(integerBytes(account.balance)),
    rlpBytes(storageRoot),
    rlpBytes(codeHashToBytes(account.codeHash)),
  ]);
}
