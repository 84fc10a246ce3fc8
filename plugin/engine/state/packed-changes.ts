import { ByteReader } from "../parallel/byte-reader.ts";
import { ByteWriter } from "../parallel/byte-writer.ts";
import type { AccountState, AddressKey, CodeHash, SlotKey } from "./types.ts";

/** A key of the state, with every change of it that is kept: positions in the journal, ascending. */
export interface ChangedKey {
  readonly address: AddressKey;
  /** Undefined for the account itself. */
  readonly slot: SlotKey | undefined;
  readonly positions: number[];
}

/** What a key was before one change of it. */
export interface Change {
  readonly key: ChangedKey;
  /** Undefined for an account that was not there. */
  readonly before: AccountState | Uint8Array | undefined;
}

/** What a change replaced, where it is told by bytes. */
const Kind = { account: 0, slot: 1 } as const;

const writer = new ByteWriter();

/**
 * Changes in a row that are asked for seldom. As objects, one takes 200 to 250 bytes, a balance of 16 bytes among them;
 * here it takes 50.
 */
export class PackedChanges {
  readonly #keys: readonly ChangedKey[];
  /** Where the value of each begins, plus one; zero for those that are not packed. */
  readonly #places: Uint32Array;
  readonly #values: SharedArrayBuffer;
  readonly #codeHashes: readonly CodeHash[];
  /** No value, no account, one without anything: whoever keeps the state may tell kinds of these apart by identity. */
  readonly #unpacked = new Map<number, Change["before"]>();

  constructor(changes: readonly Change[]) {
    this.#keys = changes.map(({ key }) => key);
    this.#places = new Uint32Array(changes.length);
    const codeHashes: CodeHash[] = [];
    writer.position = 0;
    for (const [index, { before }] of changes.entries()) {
      const start = writer.position;
      if (write(before, codeHashes)) this.#places[index] = start + 1;
      else this.#unpacked.set(index, before);
    }
    this.#values = writer.toShared();
    this.#codeHashes = codeHashes;
  }

  keyOf(index: number): ChangedKey {
    return this.#keys[index] as ChangedKey;
  }

  /** The value that the change replaced. */
  before(index: number): Change["before"] {
    const place = this.#places[index] ?? 0;
    if (place === 0) return this.#unpacked.get(index);
    const reader = new ByteReader(this.#values);
    reader.position = place - 1;
    if (reader.uint8() === Kind.slot) return reader.raw(reader.uint8());
    const codeHash = this.#codeHashes[reader.uint32()] as CodeHash;
    return { nonce: reader.natural(), balance: reader.natural(), codeHash };
  }

  /** All of them, as they were. */
  unpacked(): Change[] {
    return this.#keys.map((key, index) => ({ key, before: this.before(index) }));
  }
}

/** @returns false for a value that is not packed. */
function write(before: Change["before"], codeHashes: CodeHash[]): boolean {
  if (before === undefined) return false;
  if (before instanceof Uint8Array) {
    if (before.length === 0) return false;
    writer.uint8(Kind.slot);
    writer.uint8(before.length);
    writer.raw(before);
    return true;
  }
  if (before.nonce === 0n && before.balance === 0n) return false;
  const known = codeHashes.indexOf(before.codeHash);
  writer.uint8(Kind.account);
  writer.uint32(known < 0 ? codeHashes.push(before.codeHash) - 1 : known);
  writer.natural(before.nonce);
  writer.natural(before.balance);
  return true;
}
