import type { AccountState, AddressKey, CodeHash, SlotKey, StateView } from "./types.ts";

/** Present values of everything that changed; an account without a value does not exist any more. */
export interface Changes {
  readonly accounts: ReadonlyMap<AddressKey, AccountState | undefined>;
  readonly slots: ReadonlyMap<AddressKey, ReadonlyMap<SlotKey, Uint8Array>>;
  readonly codes: ReadonlyMap<CodeHash, Uint8Array>;
}

/** A state that can be followed. */
export interface FollowedState extends StateView {
  /** False for a slot whose value cannot be told: it is left out. */
  knowsSlot(address: AddressKey, slot: SlotKey): boolean;
}

/**
 * What changed in a state since its reader last asked, reverts included: all that a replica or a trie needs to catch up.
 *
 * It keeps keys, not values: however often a key changed in between, it is delivered once, with its present value.
 */
export class ChangeFeed {
  readonly #state: FollowedState;
  #accounts = new Set<AddressKey>();
  #slots = new Map<AddressKey, Set<SlotKey>>();
  #codes = new Set<CodeHash>();

  constructor(state: FollowedState) {
    this.#state = state;
  }

  markAccount(address: AddressKey): void {
    this.#accounts.add(address);
  }

  markSlot(address: AddressKey, slot: SlotKey): void {
    const slots = this.#slots.get(address);
    if (slots === undefined) this.#slots.set(address, new Set([slot]));
    else slots.add(slot);
  }

  markCode(hash: CodeHash): void {
    this.#codes.add(hash);
  }

  /** True when nothing changed since the last `drain`. */
  get isEmpty(): boolean {
    return this.#accounts.size === 0 && this.#slots.size === 0 && this.#codes.size === 0;
  }

  /** Number of keys that changed since the last `drain`. */
  get size(): number {
    let slots = 0;
    for (const keys of this.#slots.values()) slots += keys.size;
    return this.#accounts.size + slots + this.#codes.size;
  }

  /** Everything that changed since the last call, and forgets it. */
  drain(): Changes {
    const accounts = new Map<AddressKey, AccountState | undefined>();
    for (const address of this.#accounts) accounts.set(address, this.#state.account(address));
    const slots = new Map<AddressKey, Map<SlotKey, Uint8Array>>();
    for (const [address, keys] of this.#slots) {
      const values = new Map<SlotKey, Uint8Array>();
      for (const slot of keys) {
        if (this.#state.knowsSlot(address, slot)) values.set(slot, this.#state.slot(address, slot));
      }
      slots.set(address, values);
    }
    const codes = new Map<CodeHash, Uint8Array>();
    for (const hash of this.#codes) codes.set(hash, this.#state.code(hash));
    this.#accounts = new Set();
    this.#slots = new Map();
    this.#codes = new Set();
    return { accounts, slots, codes };
  }
}
