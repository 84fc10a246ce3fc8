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

  clear(): void {
    this.#texts.length = 0;
    this.#numbers.clear();
  }
}

/** Fields of an account in the order of their numbers. */
export const FIELDS: readonly AccountField[] = ["balance", "nonce", "code", "existence"];

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

const SLOT_COLUMNS = 6;
const FIELD_COLUMNS = 3;

/** The accesses of one transaction, as numbers of a `TextTable`. */
export class CollectedAccesses {
  readonly #texts: TextTable;
  /** Address, slot, flags, changed bytes, code of the first read + 1, code of the last write + 1. */
  readonly #slots: Uint32Array;
  /** Address, position in `FIELDS`, flags. */
  readonly #fields: Uint32Array;
  /** Address, code hash. */
  readonly #codes: Uint32Array;

  constructor(texts: TextTable, slots: Uint32Array, fields: Uint32Array, codes: Uint32Array) {
    this.#texts = texts;
    this.#slots = slots;
    this.#fields = fields;
    this.#codes = codes;
  }

  *slots(): Generator<CollectedSlot> {
    for (let at = 0; at < this.#slots.length; at += SLOT_COLUMNS) {
      const [address, slot, flags, changedBytes, read, write] = this.#slots.subarray(at, at + SLOT_COLUMNS);
      const sites = new Set([read ?? 0, write ?? 0]);
      sites.delete(0);
      yield {
        address: this.#text(address),
        slot: this.#text(slot),
        flags: flags ?? 0,
        changedBytes: changedBytes ?? 0,
        codeAddresses: [...sites].map((site) => this.#text(site - 1)),
      };
    }
  }

  *fields(): Generator<CollectedField> {
    for (let at = 0; at < this.#fields.length; at += FIELD_COLUMNS) {
      const [address, field, flags] = this.#fields.subarray(at, at + FIELD_COLUMNS);
      yield { address: this.#text(address), field: FIELDS[field ?? 0] as AccountField, flags: flags ?? 0 };
    }
  }

  /** The accounts whose code ran, each with the hash of that code. */
  *codes(): Generator<{ readonly address: Hex; readonly codeHash: Hex }> {
    for (let at = 0; at < this.#codes.length; at += 2) {
      yield { address: this.#text(this.#codes[at]), codeHash: this.#text(this.#codes[at + 1]) };
    }
  }

  #text(number: number | undefined): Hex {
    return this.#texts.get(number ?? 0);
  }
}
