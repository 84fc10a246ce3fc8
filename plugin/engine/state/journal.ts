import type { AccountState, AddressKey, SlotKey } from "./types.ts";

/** What a key was before one change of it. */
export type JournalEntry =
  | { readonly address: AddressKey; readonly slot: undefined; readonly before: AccountState | undefined }
  | { readonly address: AddressKey; readonly slot: SlotKey; readonly before: Uint8Array };

/**
 * The changes of a state, in order, each with the value it replaced.
 *
 * A version is a position in this list: taking one costs nothing, going back to one means undoing the entries above
 * it, and the value of a key at an old version is what the first entry of that key above it replaced. Positions of
 * each key are kept so that such a lookup is a binary search.
 */
export class Journal {
  #entries: JournalEntry[] = [];
  /** Position of the first entry that is still kept. */
  #base = 0;
  /** Changes at or above this position belong to a version that nobody has asked for yet. */
  #sealed = 0;
  readonly #accounts = new Map<AddressKey, number[]>();
  readonly #slots = new Map<AddressKey, Map<SlotKey, number[]>>();

  /** The present version. From now on it can be asked for, so later changes must not be merged into it. */
  seal(): number {
    this.#sealed = this.#base + this.#entries.length;
    return this.#sealed;
  }

  get oldest(): number {
    return this.#base;
  }

  get length(): number {
    return this.#base + this.#entries.length;
  }

  /** Notes a change, unless the key changed already since the last version that anybody knows. */
  add(entry: JournalEntry): void {
    const positions = this.#positions(entry);
    const last = positions[positions.length - 1];
    if (last !== undefined && last >= this.#sealed) return;
    positions.push(this.length);
    this.#entries.push(entry);
  }

  /** Takes the last entry off. */
  pop(): JournalEntry | undefined {
    const entry = this.#entries.pop();
    if (entry === undefined) return undefined;
    this.#positions(entry).pop();
    this.#sealed = Math.min(this.#sealed, this.length);
    return entry;
  }

  /** The entry that replaced the value which the account had at `version`; undefined when it never changed since. */
  accountEntry(address: AddressKey, version: number): JournalEntry | undefined {
    return this.#first(this.#accounts.get(address), version);
  }

  slotEntry(address: AddressKey, slot: SlotKey, version: number): JournalEntry | undefined {
    return this.#first(this.#slots.get(address)?.get(slot), version);
  }

  /** Slots of the account that changed at or after the oldest version kept. */
  changedSlots(address: AddressKey): Iterable<SlotKey> {
    return this.#slots.get(address)?.keys() ?? [];
  }

  /** The changes since `version`, which is not older than the oldest. */
  since(version: number): readonly JournalEntry[] {
    return this.#entries.slice(version - this.#base);
  }

  /** Forgets everything before `version`. Everything else is moved: better seldom and much than often and little. */
  prune(version: number): void {
    const count = Math.min(version, this.length) - this.#base;
    if (count <= 0) return;
    const base = this.#base + count;
    for (const entry of this.#entries.slice(0, count)) {
      const positions = this.#positions(entry);
      const kept = positions.findIndex((position) => position >= base);
      if (kept >= 0) {
        // All at once: of an account that every block changes there are very many.
        if (kept > 0) positions.splice(0, kept);
        continue;
      }
      if (entry.slot === undefined) {
        this.#accounts.delete(entry.address);
      } else {
        const slots = this.#slots.get(entry.address);
        slots?.delete(entry.slot);
        if (slots?.size === 0) this.#slots.delete(entry.address);
      }
    }
    this.#entries = this.#entries.slice(count);
    this.#base = base;
    this.#sealed = Math.max(this.#sealed, this.#base);
  }

  #positions(entry: JournalEntry): number[] {
    if (entry.slot === undefined) return positionsOf(this.#accounts, entry.address);
    let slots = this.#slots.get(entry.address);
    if (slots === undefined) {
      slots = new Map();
      this.#slots.set(entry.address, slots);
    }
    return positionsOf(slots, entry.slot);
  }

  #first(positions: number[] | undefined, version: number): JournalEntry | undefined {
    if (positions === undefined) return undefined;
    let low = 0;
    let high = positions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((positions[middle] as number) < version) low = middle + 1;
      else high = middle;
    }
    const position = positions[low];
    return position === undefined ? undefined : this.#entries[position - this.#base];
  }
}

function positionsOf<K>(map: Map<K, number[]>, key: K): number[] {
  let positions = map.get(key);
  if (positions === undefined) {
    positions = [];
    map.set(key, positions);
  }
  return positions;
}
