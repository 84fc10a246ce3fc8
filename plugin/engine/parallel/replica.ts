import type { Changes } from "../state/change-feed.ts";
import { FlatState } from "../state/flat-state.ts";
import { EMPTY_BYTES } from "../state/keys.ts";
import { DETACHED, MissingStateError } from "../state/missing-state.ts";
import type { AccountState, AddressKey, SlotKey } from "../state/types.ts";
import type { BaseState } from "./multi-version-memory.ts";

/** A copy of the committed state on another thread, as it was when the block began. */
export class Replica extends FlatState implements BaseState {
  /** Catches up with the state whose feed the changes come from. Changes must arrive in the order of the feed. */
  apply(changes: Changes): void {
    for (const [address, account] of changes.accounts) this.putAccount(address, account);
    for (const [address, values] of changes.slots) {
      for (const [slot, value] of values) this.putSlot(address, slot, value);
    }
    for (const [hash, code] of changes.codes) this.putCode(hash, code);
  }
}

/**
 * A copy of a state of which only a part is known (`ForkedWorldState`). A lookup of anything else throws
 * `MissingStateError`: the transaction is then left to the main thread, which can load it.
 */
export class ForkedReplica extends Replica {
  readonly #known = new Set<AddressKey>();

  override account(address: AddressKey): AccountState | undefined {
    if (!this.#known.has(address)) throw new MissingStateError({ address });
    return super.account(address);
  }

  override slot(address: AddressKey, slot: SlotKey): Uint8Array {
    const slots = this.storedSlots.get(address);
    const value = slots?.get(slot);
    if (value !== undefined) return value;
    if (slots?.get(DETACHED)?.length !== 1) throw new MissingStateError({ address, slot });
    return EMPTY_BYTES;
  }

  override hasStorage(address: AddressKey): boolean {
    for (const _ of this.storage(address)) return true;
    return this.account(address) !== undefined && this.storedSlots.get(address)?.get(DETACHED)?.length !== 1;
  }

  /** Slots that are known and not zero. */
  override *storage(address: AddressKey): Iterable<[SlotKey, Uint8Array]> {
    for (const [slot, value] of this.storedSlots.get(address) ?? []) {
      if (slot !== DETACHED && value.length > 0) yield [slot, value];
    }
  }

  protected override putAccount(address: AddressKey, account: AccountState | undefined): void {
    this.#known.add(address);
    super.putAccount(address, account);
  }

  protected override putSlot(address: AddressKey, slot: SlotKey, value: Uint8Array): void {
    let slots = this.storedSlots.get(address);
    if (slots === undefined) {
      slots = new Map();
      this.storedSlots.set(address, slots);
    }
    slots.set(slot, value);
  }
}
