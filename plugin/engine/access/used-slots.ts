import { EMPTY_BYTES } from "../state/keys.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";
import type { Site } from "./sites.ts";

/** How a transaction dealt with one slot. */
export interface SlotUse {
  readonly address: AddressKey;
  readonly slot: SlotKey;
  /** An SLOAD saw the value from before the transaction. */
  sawBefore: boolean;
  /** Of that SLOAD; until there is one, of the first look-up. */
  site: Site;
  /** Of the last SSTORE in a frame that was not reverted. */
  lastWrite: Site | undefined;
  /** Known when the transaction is over: the values before it and after it. */
  before: Uint8Array;
  after: Uint8Array;
}

/** Up to so many are looked through: most transactions use two to eight slots. */
const FEW = 8;

/**
 * The slots that one transaction looked up, in the order of their first look-up.
 *
 * An object for each, which goes into the record as it is: maps of maps, and rows copied from them, were two thirds of
 * what recording allocated.
 */
export class UsedSlots {
  /** The memory is used again for the next transaction. */
  readonly #uses: SlotUse[] = [];
  #count = 0;
  /** A copy of them all, until there are more. */
  #list: readonly SlotUse[] | undefined;
  /** Where each is, once there are many. */
  #places: Map<AddressKey, Map<SlotKey, SlotUse>> | undefined;
  /** SSTORE is priced, then executed: the slot is looked for twice in a row. */
  #last: SlotUse | undefined;

  clear(): void {
    if (this.#count > FEW) this.#uses.length = 0;
    this.#count = 0;
    this.#list = undefined;
    this.#places = undefined;
    this.#last = undefined;
  }

  /** All there are so far; the list stays as it is. */
  get list(): readonly SlotUse[] {
    this.#list ??= this.#uses.slice(0, this.#count);
    return this.#list;
  }

  find(address: AddressKey, slot: SlotKey): SlotUse | undefined {
    const last = this.#last;
    if (last !== undefined && last.slot === slot && last.address === address) return last;
    const found = this.#places === undefined ? this.#lookThrough(address, slot) : this.#places.get(address)?.get(slot);
    if (found !== undefined) this.#last = found;
    return found;
  }

  /** Adds one that is not there yet. */
  add(address: AddressKey, slot: SlotKey, sawBefore: boolean, site: Site): void {
    const use = { address, slot, sawBefore, site, lastWrite: undefined, before: EMPTY_BYTES, after: EMPTY_BYTES };
    this.#uses[this.#count] = use;
    this.#count += 1;
    this.#list = undefined;
    this.#last = use;
    if (this.#places !== undefined) enter(this.#places, use);
    else if (this.#count > FEW) this.#places = placesOf(this.list);
  }

  #lookThrough(address: AddressKey, slot: SlotKey): SlotUse | undefined {
    const uses = this.#uses;
    for (let i = 0; i < this.#count; i++) {
      const use = uses[i] as SlotUse;
      if (use.slot === slot && use.address === address) return use;
    }
    return undefined;
  }
}

/** Puts back where a slot was written last, when a frame reverts. */
export function restoreLastWrite(use: SlotUse, before: Site | undefined): void {
  use.lastWrite = before;
}

function placesOf(list: readonly SlotUse[]): Map<AddressKey, Map<SlotKey, SlotUse>> {
  const places = new Map<AddressKey, Map<SlotKey, SlotUse>>();
  for (const use of list) enter(places, use);
  return places;
}

function enter(places: Map<AddressKey, Map<SlotKey, SlotUse>>, use: SlotUse): void {
  const slots = places.get(use.address);
  if (slots === undefined) places.set(use.address, new Map([[use.slot, use]]));
  else slots.set(use.slot, use);
}
