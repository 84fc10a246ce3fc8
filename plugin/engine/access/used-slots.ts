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
  /** Known when the transaction is over: of the last SSTORE in a frame that was not reverted. */
  lastWrite: Site | undefined;
  /** Likewise: the values before the transaction and after it. */
  before: Uint8Array;
  after: Uint8Array;
}

/** Up to so many are looked through: most transactions use two to eight slots. */
const FEW = 8;

/**
 * The slots that one transaction looked up, in the order of their first look-up.
 *
 * An object for each, in a list that goes into the record as it is: maps of maps, which were copied into rows for the
 * record, made the larger part of what recording cost.
 */
export class UsedSlots {
  #list: SlotUse[] = [];
  /** Where each is, once there are many. */
  #places: Map<AddressKey, Map<SlotKey, SlotUse>> | undefined;
  /** SSTORE is priced, then executed: the slot is looked for twice in a row. */
  #last: SlotUse | undefined;

  /** Begins a new list. Whoever has the one before keeps it. */
  clear(): void {
    this.#list = [];
    this.#places = undefined;
    this.#last = undefined;
  }

  get list(): readonly SlotUse[] {
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
    this.#list.push(use);
    this.#last = use;
    if (this.#places !== undefined) enter(this.#places, use);
    else if (this.#list.length > FEW) this.#places = placesOf(this.#list);
  }

  #lookThrough(address: AddressKey, slot: SlotKey): SlotUse | undefined {
    const list = this.#list;
    for (let i = 0; i < list.length; i++) {
      const use = list[i] as SlotUse;
      if (use.slot === slot && use.address === address) return use;
    }
    return undefined;
  }
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
