import type { AccountField, CodeSite, Hex, StorageAccess } from "../engine/access/types.ts";
import { AccessFlag } from "./flags.ts";
import { Interner } from "./interner.ts";

/** Gives texts that come back again and again (addresses, slots, hashes) small numbers. */
export class TextTable {
  readonly #texts: Hex[] = [];
  readonly #numbers = new Map<Hex, number>();

  add(text: Hex): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    return number;
  }

  get(number: number): Hex {
    const text = this.#texts[number];
    if (text === undefined) throw new RangeError(`No text has the number ${number}`);
    return text;
  }
}

/** A list of numbers below 2^32 that grows at its end, four bytes each. */
class NumberLog {
  length = 0;
  #numbers = new Uint32Array(1024);

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = number;
  }

  at(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  set(index: number, number: number): void {
    this.#numbers[index] = number;
  }
}

/** Fields of an account in the order of their numbers. */
const FIELDS: readonly AccountField[] = ["balance", "nonce", "code", "existence"];

export interface CollectedSlot {
  readonly address: Hex;
  readonly slot: Hex;
  /** Bits of `AccessFlag`. */
  readonly flags: number;
  /** Bytes of the slot that changed, as bits from the lowest. */
  readonly changedBytes: number;
  /** The value before the transaction and after it; undefined where they are the same. */
  readonly values: { readonly before: bigint; readonly after: bigint } | undefined;
  /** Accounts whose code used the slot. */
  readonly codeAddresses: readonly Hex[];
  /** Where it was first looked up and last written: numbers for `CollectedAccesses.site`. */
  readonly firstRead: number | undefined;
  readonly lastWrite: number | undefined;
  /** What a slot held that was only read, if it is as long as an address or a hash. */
  readonly held: Hex | undefined;
}

export interface CollectedField {
  readonly address: Hex;
  readonly field: AccountField;
  readonly flags: number;
}

type AddedSlot = Pick<StorageAccess, "address" | "slot" | "before" | "after" | "firstRead" | "lastWrite">;

/** Where the rows of a transaction begin and end. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where those of one end and those of the next begin: one object for each transaction. */
interface Marks {
  readonly slots: number;
  readonly fields: number;
  readonly codes: number;
}

const SLOT_COLUMNS = 8;
const VALUE_WORDS = 8;
/** Smaller values are amounts rather than addresses or hashes. */
const LEAST_NAME: Hex = `0x${(1n << 128n).toString(16).padStart(64, "0")}`;
const FIELD_COLUMNS = 3;
const DIGIT_0 = "0".charCodeAt(0);
const LETTER_A = "a".charCodeAt(0);
const CODE_COLUMNS = 2;

/** The accesses of all transactions of a run, as numbers that stand for texts. */
export class AccessStore {
  readonly #texts = new TextTable();
  /** Few places in the code make all the accesses. */
  readonly #sites = new Interner<CodeSite>();
  /** Of the very same objects, whose content need not be compared again. */
  readonly #knownSites = new WeakMap<CodeSite, number>();
  /**
   * Address, slot, flags, changed bytes, site of the first read + 1, of the last write + 1, place in values + 1, what it
   * held + 1.
   */
  readonly #slots = new NumberLog();
  /** Values before and after, eight numbers each, highest first. */
  readonly #values = new NumberLog();
  /** Address, position in `FIELDS`, flags. */
  readonly #fields = new NumberLog();
  /** Address, code hash. */
  readonly #codes = new NumberLog();
  #marks: Marks = { slots: 0, fields: 0, codes: 0 };

  addSlot(
    { address, slot, before, after, firstRead, lastWrite }: AddedSlot,
    flags: number,
    changedBytes: number,
  ): void {
    const log = this.#slots;
    log.push(this.#texts.add(address));
    log.push(this.#texts.add(slot));
    log.push(flags);
    log.push(changedBytes);
    log.push(firstRead === undefined ? 0 : this.#siteNumber(firstRead) + 1);
    log.push(lastWrite === undefined ? 0 : this.#siteNumber(lastWrite) + 1);
    log.push(before === after ? 0 : this.#addValues(before, after) + 1);
    const holdsName = before === after && (flags & AccessFlag.READ) !== 0 && before >= LEAST_NAME;
    log.push(holdsName ? this.#texts.add(before) + 1 : 0);
  }

  #siteNumber(site: CodeSite): number {
    let number = this.#knownSites.get(site);
    if (number === undefined) {
      number = this.#sites.add(site);
      this.#knownSites.set(site, number);
    }
    return number;
  }

  /** As numbers, since most values occur once: as texts they would take several times as much memory. */
  #addValues(before: Hex, after: Hex): number {
    const log = this.#values;
    const start = log.length;
    this.#addValue(before);
    this.#addValue(after);
    return start;
  }

  /** Digit by digit: to cut the text into words takes several times as long. */
  #addValue(value: Hex): void {
    for (let digit = 2; digit < 66; digit += 8) {
      let word = 0;
      for (let i = digit; i < digit + 8; i++) {
        const code = value.charCodeAt(i);
        word = (word << 4) | (code < LETTER_A ? code - DIGIT_0 : code - LETTER_A + 10);
      }
      this.#values.push(word >>> 0);
    }
  }

  #valueAt(start: number): bigint {
    let value = 0n;
    for (let word = 0; word < VALUE_WORDS; word++) value = (value << 32n) | BigInt(this.#values.at(start + word));
    return value;
  }

  addField(address: Hex, field: AccountField, flags: number): void {
    this.#fields.push(this.#texts.add(address));
    this.#fields.push(FIELDS.indexOf(field));
    this.#fields.push(flags);
  }

  /** The same text, as it is kept already where it was added before: addresses of senders are those of accesses. */
  shared(text: Hex): Hex {
    return this.#texts.get(this.#texts.add(text));
  }

  addCode(address: Hex, codeHash: Hex): void {
    this.#codes.push(this.#texts.add(address));
    this.#codes.push(this.#texts.add(codeHash));
  }

  /** Everything that `add` adds belongs to one transaction. */
  collect(add: () => void): CollectedAccesses {
    const start = this.#marks;
    add();
    this.#marks = { slots: this.#slots.length, fields: this.#fields.length, codes: this.#codes.length };
    return new CollectedAccesses(this, start, this.#marks);
  }

  #valuesAt(start: number): CollectedSlot["values"] {
    if (start < 0) return undefined;
    return { before: this.#valueAt(start), after: this.#valueAt(start + VALUE_WORDS) };
  }

  site(number: number): CodeSite {
    const site = this.#sites.rows[number];
    if (site === undefined) throw new RangeError(`No site has the number ${number}`);
    return site;
  }

  /** Adds a bit to the flags of some slots. */
  flagSlots({ start, end }: Range, slots: readonly Pick<AddedSlot, "address" | "slot">[], flag: number): void {
    const log = this.#slots;
    for (const { address, slot } of slots) {
      const [owner, number] = [this.#texts.add(address), this.#texts.add(slot)];
      for (let at = start; at < end; at += SLOT_COLUMNS) {
        if (log.at(at) === owner && log.at(at + 1) === number) log.set(at + 2, log.at(at + 2) | flag);
      }
    }
  }

  *slots({ start, end }: Range): Generator<CollectedSlot> {
    const log = this.#slots;
    for (let at = start; at < end; at += SLOT_COLUMNS) {
      const [firstRead, lastWrite] = [log.at(at + 4), log.at(at + 5)].map((site) =>
        site === 0 ? undefined : site - 1,
      );
      const sites = [firstRead, lastWrite].filter((site) => site !== undefined);
      yield {
        address: this.#texts.get(log.at(at)),
        slot: this.#texts.get(log.at(at + 1)),
        flags: log.at(at + 2),
        changedBytes: log.at(at + 3),
        values: this.#valuesAt(log.at(at + 6) - 1),
        codeAddresses: [...new Set(sites.map((site) => this.site(site).codeAddress))],
        firstRead,
        lastWrite,
        held: log.at(at + 7) === 0 ? undefined : this.#texts.get(log.at(at + 7) - 1),
      };
    }
  }

  *fields({ start, end }: Range): Generator<CollectedField> {
    const log = this.#fields;
    for (let at = start; at < end; at += FIELD_COLUMNS) {
      const field = FIELDS[log.at(at + 1)] as AccountField;
      yield { address: this.#texts.get(log.at(at)), field, flags: log.at(at + 2) };
    }
  }

  *codes({ start, end }: Range): Generator<{ readonly address: Hex; readonly codeHash: Hex }> {
    const log = this.#codes;
    for (let at = start; at < end; at += CODE_COLUMNS) {
      yield { address: this.#texts.get(log.at(at)), codeHash: this.#texts.get(log.at(at + 1)) };
    }
  }
}

/** The accesses of one transaction. */
export class CollectedAccesses {
  readonly #store: AccessStore;
  readonly #start: Marks;
  readonly #end: Marks;

  constructor(store: AccessStore, start: Marks, end: Marks) {
    this.#store = store;
    this.#start = start;
    this.#end = end;
  }

  #range(rows: keyof Marks): Range {
    return { start: this.#start[rows], end: this.#end[rows] };
  }

  slots(): Iterable<CollectedSlot> {
    return this.#store.slots(this.#range("slots"));
  }

  /** Takes note that the transaction only added to these slots. */
  markAdditions(slots: readonly Pick<AddedSlot, "address" | "slot">[]): void {
    this.#store.flagSlots(this.#range("slots"), slots, AccessFlag.ADDS);
  }

  /** The place that `CollectedSlot` has the number of. Numbers are those of the whole run. */
  site(number: number): CodeSite {
    return this.#store.site(number);
  }

  fields(): Iterable<CollectedField> {
    return this.#store.fields(this.#range("fields"));
  }

  /** The accounts whose code ran, each with the hash of that code. */
  codes(): Iterable<{ readonly address: Hex; readonly codeHash: Hex }> {
    return this.#store.codes(this.#range("codes"));
  }
}
