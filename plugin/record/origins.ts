import type { Hex } from "../engine/access/types.ts";

/**
 * Where the parts of a key's identity come from, as seen by one transaction: what would become of the key if another
 * user made the same call.
 *
 * The text has one part for the account and one for each key of a mapping or index of an array on the way to the slot,
 * outermost first, separated by commas: `f,s` is `Token.balances[msg.sender]` of a token that every user calls. A part
 * lists all sources that the value could come from:
 *
 * - `s` the sender of the transaction,
 * - `a0`, `a1` ... the calldata, by the position of the 32-byte word behind the selector,
 * - `f` fixed: the called contract itself, a constant or an immutable of the code, or the value of a fixed slot that no
 *   test changes.
 *
 * A part without letters is unknown: computed, taken from a mapping, or so small a number that it could come from
 * anywhere. A part with several is ambiguous: a user who is the receiver, too, say.
 */
export type Origin = string;

/** A value on the way to a slot. */
export interface PathValue {
  /** 32 bytes for value types; as long as they are for strings and byte arrays. */
  readonly data: Hex;
  /** The compiler computed the hash, so that the value stands in the source. */
  readonly constant: boolean;
}

/** The transaction whose accesses are traced. */
export interface TracedTransaction {
  readonly from: Hex;
  readonly to?: Hex;
  readonly created?: Hex;
  /** Calldata; init code is none. */
  readonly input?: Uint8Array;
  /** The accounts whose code ran, each with the hash of that code. */
  readonly codes: readonly { readonly address: Hex; readonly codeHash: Hex }[];
}

/** A slot that a transaction looked up. */
export interface TracedSlot {
  readonly address: Hex;
  /** Undefined where the way to the slot is unknown; a value of it where there are several (small array elements). */
  readonly path: readonly (PathValue | undefined)[] | undefined;
  /** What it held, where that looks like an address or a hash and no test changes it. */
  readonly held: Hex | undefined;
}

const SENDER = "s";
const FIXED = "f";
const SELECTOR = 4;
const WORD = 32;
/** More positions of one value in the calldata say no more. */
const MOST_POSITIONS = 4;
/** Digits of a number that is found in code or calldata by chance about never: addresses and hashes have more. */
const TELLING_DIGITS = 32;

/** Finds values in codes, once for each pair of them. */
export class CodeSearch {
  readonly #codes: ReadonlyMap<Hex, Uint8Array>;
  readonly #found = new Map<string, boolean>();

  /** @param codes By hash. */
  constructor(codes: ReadonlyMap<Hex, Uint8Array>) {
    this.#codes = codes;
  }

  has(codeHash: Hex, digits: string): boolean {
    const id = `${codeHash}${digits}`;
    let found = this.#found.get(id);
    if (found === undefined) {
      const code = this.#codes.get(codeHash);
      found = code !== undefined && bufferOf(code).includes(digits, 0, "hex");
      this.#found.set(id, found);
    }
    return found;
  }
}

/** Traces the keys of one transaction's accesses. */
export class OriginFinder {
  readonly #transaction: TracedTransaction;
  readonly #codes: CodeSearch;
  readonly #input: Buffer | undefined;
  /** Values that fixed slots held. */
  readonly #held: string[] = [];
  readonly #known = new Map<string, string>();

  constructor(transaction: TracedTransaction, slots: readonly TracedSlot[], codes: CodeSearch) {
    this.#transaction = transaction;
    this.#codes = codes;
    this.#input = transaction.input === undefined ? undefined : bufferOf(transaction.input);
    this.#learn(slots);
  }

  slot({ address, path }: Pick<TracedSlot, "address" | "path">): Origin {
    const account = this.account(address);
    if (path === undefined) return `${account},`;
    return [account, ...path.map((value) => (value === undefined ? "" : this.#value(value)))].join();
  }

  account(address: Hex): Origin {
    return this.#value({ data: `0x${address.slice(2).padStart(64, "0")}`, constant: false });
  }

  /** What a fixed slot held is fixed too, and may be the address of a contract with fixed slots. */
  #learn(slots: readonly TracedSlot[]): void {
    let open = slots.filter(({ held }) => held !== undefined);
    for (let before = -1; before !== open.length; ) {
      before = open.length;
      open = open.filter((slot) => {
        if (!isFixed(this.slot(slot))) return true;
        this.#held.push((slot.held as Hex).slice(2));
        return false;
      });
      this.#known.clear();
    }
  }

  #value({ data, constant }: PathValue): string {
    const id = `${data}${constant}`;
    let origin = this.#known.get(id);
    if (origin === undefined) {
      origin = this.#search(data, constant);
      this.#known.set(id, origin);
    }
    return origin;
  }

  #search(data: Hex, constant: boolean): string {
    const digits = trimmed(data.slice(2));
    const telling = digits.length >= TELLING_DIGITS;
    const address: Hex | undefined = /^0x0{24}/.test(data) && data.length === 66 ? `0x${data.slice(26)}` : undefined;
    const { from, to, created, codes } = this.#transaction;
    // A contract that the sender creates has an address of the sender's.
    const isSender = address !== undefined && (address === from || address === created);
    // A contract that knows its own address says nothing about how its caller came by it.
    const holds = (code: TracedTransaction["codes"][number]) =>
      code.address !== address && this.#codes.has(code.codeHash, digits);
    const isFixedValue = constant || address === to || (telling && (codes.some(holds) || this.#isHeld(digits)));
    const positions = this.#positions(data, telling ? digits : undefined);
    return (isSender ? SENDER : "") + positions.map((word) => `a${word}`).join("") + (isFixedValue ? FIXED : "");
  }

  #isHeld(digits: string): boolean {
    return this.#held.some((held) => held.indexOf(digits) % 2 === 0);
  }

  /** Words of the calldata that are the value, or hold it where it can be told from chance. */
  #positions(data: Hex, digits: string | undefined): readonly number[] {
    const input = this.#input;
    if (input === undefined) return [];
    const isWord = data.length === 2 + WORD * 2;
    const wanted = Buffer.from(digits === undefined || !isWord ? data.slice(2) : digits, "hex");
    if (wanted.length === 0) return [];
    const found: number[] = [];
    for (let at = input.indexOf(wanted, SELECTOR); at >= 0; at = input.indexOf(wanted, at + 1)) {
      const offset = at - SELECTOR;
      if (isWord && digits === undefined && offset % WORD !== 0) continue;
      const word = Math.floor(offset / WORD);
      if (!found.includes(word)) found.push(word);
      if (found.length === MOST_POSITIONS) break;
    }
    return found;
  }
}

/** Is the key the same whoever sends the transaction and whatever its arguments are? */
export function isFixed(origin: Origin): boolean {
  return origin.split(",").every((part) => part === FIXED);
}

/** Without the zeros that fill the word: on the left of numbers and addresses, on the right of short byte strings. */
function trimmed(digits: string): string {
  return digits.replace(/^(00)+/, "").replace(/(00)+$/, "");
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
