import type { Hex } from "../access/types.ts";

/** Reads what a `ByteWriter` wrote. Everything it returns is a copy: the memory may be reused afterwards. */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  /** Offset in bytes of what is read next. */
  position = 0;

  constructor(buffer: ArrayBufferLike) {
    this.#bytes = Buffer.from(buffer);
    this.#view = new DataView(buffer);
  }

  uint8(): number {
    const value = this.#view.getUint8(this.position);
    this.position += 1;
    return value;
  }

  uint32(): number {
    const value = this.#view.getUint32(this.position, true);
    this.position += 4;
    return value;
  }

  float64(): number {
    const value = this.#view.getFloat64(this.position, true);
    this.position += 8;
    return value;
  }

  boolean(): boolean {
    return this.uint8() !== 0;
  }

  natural(): bigint {
    const words = this.uint8();
    if (words === 0) return 0n;
    let value = this.#view.getBigUint64(this.position + 8 * (words - 1), true);
    for (let i = words - 2; i >= 0; i--) {
      value = (value << 64n) | this.#view.getBigUint64(this.position + 8 * i, true);
    }
    this.position += 8 * words;
    return value;
  }

  integer(): bigint {
    const negative = this.boolean();
    const value = this.natural();
    return negative ? -value : value;
  }

  key(length: number): string {
    const start = this.position;
    this.position += length;
    return this.#bytes.toString("latin1", start, this.position);
  }

  raw(length: number): Uint8Array {
    const value = new Uint8Array(length);
    value.set(this.#bytes.subarray(this.position, this.position + length));
    this.position += length;
    return value;
  }

  /** Copies so many bytes to a place in other memory. */
  copyTo(target: Uint8Array, start: number, length: number): void {
    this.#bytes.copy(target, start, this.position, this.position + length);
    this.position += length;
  }

  bytes(): Uint8Array {
    return this.raw(this.uint32());
  }

  text(): string {
    const length = this.uint32();
    const start = this.position;
    this.position += length;
    return this.#bytes.toString("utf8", start, this.position);
  }

  hex(): Hex {
    const length = this.uint32();
    const start = this.position;
    this.position += length;
    return `0x${this.#bytes.toString("hex", start, this.position)}`;
  }
}
