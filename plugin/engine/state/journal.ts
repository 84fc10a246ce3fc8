import { type Change, type ChangedKey, PackedChanges } from "./packed-changes.ts";
import type { AccountState, AddressKey, SlotKey } from "./types.ts";

/** What a key was before one change of it. */
export type JournalEntry =
  | { readonly address: AddressKey; readonly slot: undefined; readonly before: AccountState | undefined }
  | { readonly address: AddressKey; readonly slot: SlotKey; readonly before: Uint8Array };

/** Changes are packed so many at once, when there are as many later ones: going back a little unpacks nothing. */
const AT_ONCE = 1024;

/**
 * The changes of a state, in order, each with the value it replaced.
 *
 * A version is a position in this list: taking one costs nothing, going back to one means undoing the entries above
 * it, and the value of a key at an old version is what the first entry of that key above it replaced. Positions of
 * each key are kept so that such a lookup is a binary search.
 */
export class Journal {
  /** The changes before the recent ones, `#atOnce` in each. */
  #packed: PackedChanges[] = [];
  /** Position of the first packed change, or of the first recent one where none is packed. */
  #start = 0;
  #recent: Change[] = [];
  /** Position of the first entry that is still kept. */
  #base = 0;
  /** Changes at or above this position belong to a version that nobody has asked for yet. */
  #sealed = 0;
  readonly #accounts = new Map<AddressKey, ChangedKey>();
  readonly #slots = new Map<AddressKey, Map<SlotKey, ChangedKey>>();

  readonly #atOnce: number;

  /** @param atOnce how many changes are packed at once. */
  constructor(atOnce = AT_ONCE) {
    this.#atOnce = atOnce;
  }

  /** The present version. From now on it can be asked for, so later changes must not be merged into it. */
  seal(): number {
    this.#sealed = this.length;
    return this.#sealed;
  }

  get oldest(): number {
    return this.#base;
  }

  get length(): number {
    return this.#recentStart + this.#recent.length;
  }

  /** How many changes are kept as objects: the others are packed. */
  get recent(): number {
    return this.#recent.length;
  }

  /** Notes a change, unless the key changed already since the last version that anybody knows. */
  add({ address, slot, before }: JournalEntry): void {
    const key = slot === undefined ? this.#accountKey(address) : this.#slotKey(address, slot);
    const last = key.positions[key.positions.length - 1];
    if (last !== undefined && last >= this.#sealed) return;
    key.positions.push(this.length);
    this.#recent.push({ key, before });
    if (this.#recent.length >= 2 * this.#atOnce)
      this.#packed.push(new PackedChanges(this.#recent.splice(0, this.#atOnce)));
  }

  /** Takes the last entry off. */
  pop(): JournalEntry | undefined {
    if (this.#recent.length === 0) this.#recent = this.#packed.pop()?.unpacked() ?? [];
    const change = this.#recent.pop();
    if (change === undefined) return undefined;
    const { key } = change;
    key.positions.pop();
    if (key.positions.length === 0) this.#forget(key);
    this.#sealed = Math.min(this.#sealed, this.length);
    return { address: key.address, slot: key.slot, before: change.before } as JournalEntry;
  }

  /** What replaced the value which the account had at `version`; undefined when it never changed since. */
  accountEntry(address: AddressKey, version: number): Pick<JournalEntry, "before"> | undefined {
    return this.#first(this.#accounts.get(address), version);
  }

  slotEntry(address: AddressKey, slot: SlotKey, version: number): Pick<JournalEntry, "before"> | undefined {
    return this.#first(this.#slots.get(address)?.get(slot), version);
  }

  /** Slots of the account that changed at or after the oldest version kept. */
  changedSlots(address: AddressKey): Iterable<SlotKey> {
    return this.#slots.get(address)?.keys() ?? [];
  }

  /** The keys of the changes since `version`, which is not older than the oldest. */
  *since(version: number): Iterable<ChangedKey> {
    for (let position = version; position < this.length; position++) yield this.#keyAt(position);
  }

  /** Forgets everything before `version`. Everything else is moved: better seldom and much than often and little. */
  prune(version: number): void {
    const base = Math.min(version, this.length);
    if (base <= this.#base) return;
    for (let position = this.#base; position < base; position++) this.#forgetBefore(this.#keyAt(position), base);
    this.#base = base;
    const whole = Math.min(this.#packed.length, Math.floor((base - this.#start) / this.#atOnce));
    if (whole > 0) this.#packed = this.#packed.slice(whole);
    this.#start += whole * this.#atOnce;
    if (this.#packed.length === 0 && base > this.#start) {
      this.#recent = this.#recent.slice(base - this.#start);
      this.#start = base;
    }
    this.#sealed = Math.max(this.#sealed, this.#base);
  }

  get #recentStart(): number {
    return this.#start + this.#atOnce * this.#packed.length;
  }

  #keyAt(position: number): ChangedKey {
    const recent = position - this.#recentStart;
    if (recent >= 0) return (this.#recent[recent] as Change).key;
    const place = position - this.#start;
    return (this.#packed[Math.floor(place / this.#atOnce)] as PackedChanges).keyOf(place % this.#atOnce);
  }

  #beforeAt(position: number): Change["before"] {
    const recent = position - this.#recentStart;
    if (recent >= 0) return (this.#recent[recent] as Change).before;
    const place = position - this.#start;
    return (this.#packed[Math.floor(place / this.#atOnce)] as PackedChanges).before(place % this.#atOnce);
  }

  #accountKey(address: AddressKey): ChangedKey {
    let key = this.#accounts.get(address);
    if (key === undefined) {
      key = { address, slot: undefined, positions: [] };
      this.#accounts.set(address, key);
    }
    return key;
  }

  #slotKey(address: AddressKey, slot: SlotKey): ChangedKey {
    let slots = this.#slots.get(address);
    if (slots === undefined) {
      slots = new Map();
      this.#slots.set(address, slots);
    }
    let key = slots.get(slot);
    if (key === undefined) {
      key = { address, slot, positions: [] };
      slots.set(slot, key);
    }
    return key;
  }

  #forgetBefore(key: ChangedKey, base: number): void {
    const { positions } = key;
    const kept = positions.findIndex((position) => position >= base);
    // All at once: of an account that every block changes there are very many.
    if (kept < 0) this.#forget(key);
    else if (kept > 0) positions.splice(0, kept);
  }

  /** Nothing is kept of the key any more. */
  #forget({ address, slot, positions }: ChangedKey): void {
    positions.length = 0;
    if (slot === undefined) {
      this.#accounts.delete(address);
      return;
    }
    const slots = this.#slots.get(address);
    slots?.delete(slot);
    if (slots?.size === 0) this.#slots.delete(address);
  }

  #first(key: ChangedKey | undefined, version: number): Pick<JournalEntry, "before"> | undefined {
    if (key === undefined) return undefined;
    const { positions } = key;
    let low = 0;
    let high = positions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((positions[middle] as number) < version) low = middle + 1;
      else high = middle;
    }
    const position = positions[low];
    return position === undefined ? undefined : { before: this.#beforeAt(position) };
  }
}
