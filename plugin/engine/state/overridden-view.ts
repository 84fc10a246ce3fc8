import { keccak256 } from "../crypto/keccak.ts";
import type { AccountOverride } from "../types.ts";
import { bytesToKey, EMPTY_BYTES, EMPTY_CODE_HASH, hexToKey, keyToBytes, stripZeros } from "./keys.ts";
import type { AccountState, AddressKey, CodeHash, SlotKey, StateView } from "./types.ts";
import { EMPTY_ACCOUNT } from "./world-state.ts";

interface OverriddenAccount {
  readonly account: AccountState;
  /** All other slots are those of the view beneath, unless the whole storage is replaced. */
  readonly slots: ReadonlyMap<SlotKey, Uint8Array>;
  readonly replacesStorage: boolean;
}

/** A view in which some accounts are other than they are: the state overrides of `eth_call`. */
export class OverriddenView implements StateView {
  readonly #base: StateView;
  readonly #accounts = new Map<AddressKey, OverriddenAccount>();
  readonly #codes = new Map<CodeHash, Uint8Array>();

  constructor(base: StateView, overrides: ReadonlyMap<string, AccountOverride>) {
    this.#base = base;
    for (const [address, override] of overrides) {
      const key = hexToKey(address.toLowerCase());
      this.#accounts.set(key, this.#override(key, override));
    }
  }

  account(address: AddressKey): AccountState | undefined {
    return this.#accounts.get(address)?.account ?? this.#base.account(address);
  }

  slot(address: AddressKey, slot: SlotKey): Uint8Array {
    const overridden = this.#accounts.get(address);
    if (overridden === undefined) return this.#base.slot(address, slot);
    const value = overridden.slots.get(slot);
    if (value !== undefined) return value;
    return overridden.replacesStorage ? EMPTY_BYTES : this.#base.slot(address, slot);
  }

  code(hash: CodeHash): Uint8Array {
    return this.#codes.get(hash) ?? this.#base.code(hash);
  }

  hasStorage(address: AddressKey): boolean {
    const overridden = this.#accounts.get(address);
    for (const value of overridden?.slots.values() ?? []) if (value.length > 0) return true;
    return overridden?.replacesStorage === true ? false : this.#base.hasStorage(address);
  }

  #override(address: AddressKey, override: AccountOverride): OverriddenAccount {
    const before = this.#base.account(address) ?? EMPTY_ACCOUNT;
    const account: AccountState = {
      nonce: override.nonce ?? before.nonce,
      balance: override.balance ?? before.balance,
      codeHash: override.code === undefined ? before.codeHash : this.#addCode(override.code),
    };
    const slots = new Map<SlotKey, Uint8Array>();
    for (const values of [override.state, override.stateDiff]) {
      for (const [slot, value] of values ?? []) slots.set(hexToKey(slot), stripZeros(keyToBytes(hexToKey(value))));
    }
    return { account, slots, replacesStorage: override.state !== undefined };
  }

  #addCode(code: Uint8Array): CodeHash {
    if (code.length === 0) return EMPTY_CODE_HASH;
    const hash = bytesToKey(keccak256(code));
    this.#codes.set(hash, code);
    return hash;
  }
}
