/** What is written does not fit into what is left of a fixed buffer. */
export class OutOfSpaceError extends Error {
  constructor() {
    super("The buffer has no room for what is written to it.");
    this.name = "OutOfSpaceError";
  }
}

const WORD_MASK = (1n << 64n) - 1n;
const INITIAL_GROWABLE_BYTES = 64 * 1024;

/** Where there is no shared memory there are no other threads either, and the state packs what it keeps all the same. */
const Memory =
  typeof SharedArrayBuffer === "undefined" ? (ArrayBuffer as unknown as typeof SharedArrayBuffer) : SharedArrayBuffer;

/**
 * Writes the plain values that results, transactions and state consist of into shared memory, for a `ByteReader`.
 *
 * Either over a given buffer, where it throws `OutOfSpaceError` at the end, or over one of its own that grows.
 */
export class ByteWriter {
  #buffer: SharedArrayBuffer;
  #bytes: Buffer;
  #view: DataView;
  readonly #growable: boolean;
  /** Offset in bytes of what is written next. */
  position = 0;

  constructor(buffer?: SharedArrayBuffer) {
    this.#growable = buffer === undefined;
    this.#buffer = buffer ?? new Memory(INITIAL_GROWABLE_BYTES);
    this.#bytes = Buffer.from(this.#buffer);
    this.#view = new DataView(this.#buffer);
  }

  /** A buffer of its own with exactly what was written. */
  toShared(): SharedArrayBuffer {
    return this.#buffer.slice(0, this.position);
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#view.setUint8(this.position, value);
    this.position += 1;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.position, value, true);
    this.position += 4;
  }

  /** Overwrites four bytes at `position`, written before as a place to fill in. */
  patchUint32(position: number, value: number): void {
    this.#view.setUint32(position, value, true);
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  boolean(value: boolean): void {
    this.uint8(value ? 1 : 0);
  }

  /** A natural number of any size: the number of 64-bit words, then the words from the lowest. */
  natural(value: bigint): void {
    if (value < 0n) throw new RangeError(`${value} is negative`);
    this.#reserve(9);
    const countAt = this.position;
    this.position += 1;
    let words = 0;
    let rest = value;
    while (rest !== 0n) {
      this.#reserve(8);
      this.#view.setBigUint64(this.position, rest & WORD_MASK, true);
      this.position += 8;
      rest >>= 64n;
      words += 1;
    }
    if (words > 0xff) throw new RangeError("a number of more than 16,320 bits");
    this.#view.setUint8(countAt, words);
  }

  integer(value: bigint): void {
    this.boolean(value < 0n);
    this.natural(value < 0n ? -value : value);
  }

  /** A byte string (one character a byte) whose length the reader knows. */
  key(value: string): void {
    const { length } = value;
    this.#reserve(length);
    // For the 20 and 32 characters of keys a loop is faster than a call into native code.
    for (let i = 0; i < length; i++) this.#bytes[this.position + i] = value.charCodeAt(i);
    this.position += length;
  }

  /** Bytes whose number the reader knows. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.position);
    this.position += value.length;
  }

  /** Bytes with their number. */
  bytes(value: Uint8Array): void {
    this.uint32(value.length);
    this.raw(value);
  }

  /** Any text. */
  text(value: string): void {
    this.bytes(Buffer.from(value, "utf8"));
  }

  /** A `0x`-prefixed string of whole bytes; comes back in lower case. */
  hex(value: string): void {
    const length = (value.length - 2) / 2;
    if (!Number.isInteger(length) || !value.startsWith("0x")) throw new TypeError(`${value} is not whole hex bytes`);
    this.uint32(length);
    this.#reserve(length);
    const written = this.#bytes.write(value.slice(2), this.position, length, "hex");
    if (written !== length) throw new TypeError(`${value} is not hexadecimal`);
    this.position += length;
  }

  #reserve(length: number): void {
    const needed = this.position + length;
    if (needed <= this.#buffer.byteLength) return;
    if (!this.#growable) throw new OutOfSpaceError();
    const larger = new Memory(Math.max(needed, this.#buffer.byteLength * 2));
    const bytes = Buffer.from(larger);
    bytes.set(this.#bytes.subarray(0, this.position));
    this.#buffer = larger;
    this.#bytes = bytes;
    this.#view = new DataView(larger);
  }
}
