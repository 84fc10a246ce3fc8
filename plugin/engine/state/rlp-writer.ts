/**
 * Writes RLP into one buffer, over and over: for what is encoded only to be hashed. Making an array for every item and
 * joining them took longer than the hash.
 *
 * The length of each list has to be known before it is begun: see `stringLength` and `listLength`.
 */
export class RlpWriter {
  #bytes = new Uint8Array(1024);
  #end = 0;

  /** Forgets what was written, and makes room for at least `length` bytes. */
  begin(length: number): void {
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(2 * length);
    this.#end = 0;
  }

  /** A view of what was written, valid until `begin`. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#end);
  }

  /** Begins a list whose items take up `length` bytes. */
  list(length: number): void {
    this.#header(0xc0, length);
  }

  string(bytes: Uint8Array): void {
    if (bytes.length !== 1 || (bytes[0] as number) >= 0x80) this.#header(0x80, bytes.length);
    this.raw(bytes);
  }

  /** Bytes that are encoded already. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length > 64) {
      this.#bytes.set(bytes, this.#end);
    } else {
      // For so few bytes a loop is faster than `set`.
      for (let i = 0; i < length; i++) this.#bytes[this.#end + i] = bytes[i] as number;
    }
    this.#end += length;
  }

  byte(byte: number): void {
    this.#bytes[this.#end++] = byte;
  }

  #header(offset: number, length: number): void {
    if (length < 56) {
      this.byte(offset + length);
      return;
    }
    const bytes = lengthBytes(length);
    this.byte(offset + 55 + bytes);
    for (let shift = 8 * (bytes - 1); shift >= 0; shift -= 8) this.byte((length >>> shift) & 0xff);
  }
}

/** Encoded length of a byte string. */
export function stringLength(bytes: Uint8Array): number {
  const { length } = bytes;
  if (length === 1 && (bytes[0] as number) < 0x80) return 1;
  return listLength(length);
}

/** Encoded length of a list whose items take up `length` bytes. */
export function listLength(length: number): number {
  return length < 56 ? 1 + length : 1 + lengthBytes(length) + length;
}

function lengthBytes(length: number): number {
  return length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
}
