import type { AccountField, Hex } from "../engine/access/types.ts";

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
  /** Accounts whose code used the slot. */
  readonly codeAddresses: readonly Hex[];
}

export interface CollectedField {
  readonly address: Hex;
  readonly field: AccountField;
  readonly flags: number;
}

/** Where the rows of a transaction begin and end. */
interface Range {
  readonly start: number;
  readonly end: number;
}

const SLOT_COLUMNS = 6;
const FIELD_COLUMNS = 3;
const CODE_COLUMNS = 2;

/** The accesses of all transactions of a run, as numbers that stand for texts. */
export class AccessStore {
  readonly #texts = new TextTable();
  /** Address, slot, flags, changed bytes, code of the first read + 1, code of the last write + 1. */
  readonly #slots = new NumberLog();
  /** Address, position in `FIELDS`, flags. */
  readonly #fields = new NumberLog();
  /** Address, code hash. */
  readonly #codes = new NumberLog();

  addSlot(address: Hex, slot: Hex, flags: number, changedBytes: number, reader?: Hex, writer?: Hex): void {
    const log = this.#slots;
    log.push(this.#texts.add(address));
    log.push(this.#texts.add(slot));
    log.push(flags);
    log.push(changedBytes);
    log.push(reader === undefined ? 0 : this.#texts.add(reader) + 1);
    log.push(writer === undefined ? 0 : this.#texts.add(writer) + 1);
  }

  addField(address: Hex, field: AccountField, flags: number): void {
    this.#fields.push(this.#texts.add(address));
    this.#fields.push(FIELDS.indexOf(field));
    this.#fields.push(flags);
  }

  addCode(address: Hex, codeHash: Hex): void {
    this.#codes.push(this.#texts.add(address));
    this.#codes.push(this.#texts.add(codeHash));
  }

  /** Everything that `add` adds belongs to one transaction. */
  collect(add: () => void): CollectedAccesses {
    const [slots, fields, codes] = [this.#slots.length, this.#fields.length, this.#codes.length];
    add();
    return new CollectedAccesses(
      this,
      { start: slots, end: this.#slots.length },
      { start: fields, end: this.#fields.length },
      { start: codes, end: this.#codes.length },
    );
  }

  *slots({ start, end }: Range): Generator<CollectedSlot> {
    const log = this.#slots;
    for (let at = start; at < end; at += SLOT_COLUMNS) {
      const sites = new Set([log.at(at + 4), log.at(at + 5)]);
      sites.delete(0);
      yield {
        address: this.#texts.get(log.at(at)),
        slot: this.#texts.get(log.at(at + 1)),
        flags: log.at(at + 2),
        changedBytes: log.at(at + 3),
        codeAddresses: [...sites].map((site) => this.#texts.get(site - 1)),
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
  readonly #slots: Range;
  readonly #fields: Range;
  readonly #codes: Range;

  constructor(store: AccessStore, slots: Range, fields: Range, codes: Range) {
    this.#store = store;
    this.#slots = slots;
    this.#fields = fields;
    this.#codes = codes;
  }

  slots(): Iterable<CollectedSlot> {
    return this.#store.slots(this.#slots);
  }

  fields(): Iterable<CollectedField> {
    return this.#store.fields(this.#fields);
  }

  /** The accounts whose code ran, each with the hash of that code. */
  codes(): Iterable<{ readonly address: Hex; readonly codeHash: Hex }> {
    return this.#store.codes(this.#codes);
  }
}
