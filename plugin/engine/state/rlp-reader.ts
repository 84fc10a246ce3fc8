/**
 * Reads RLP whose structure the caller knows, and which was written here: it is not checked. Strings are views, where a
 * general decoder makes copies and asks of every item whether it is a list, which takes ten times as long.
 */
export class RlpReader {
  readonly #bytes: Uint8Array;
  /** Offset of what is read next. */
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A view of the next item, a byte string. */
  string(): Uint8Array {
    const first = this.#bytes[this.position] as number;
    const length = first < 0x80 ? 1 : this.#length(0x80);
    const start = this.position;
    this.position += length;
    return this.#bytes.subarray(start, this.position);
  }

  /** Goes into the next item, a list. @returns where it ends. */
  list(): number {
    const length = this.#length(0xc0);
    return this.position + length;
  }

  /** Length of the next item's content, which then is next. */
  #length(offset: number): number {
    const short = (this.#bytes[this.position++] as number) - offset;
    if (short < 56) return short;
    let length = 0;
    for (let left = short - 55; left > 0; left--) length = length * 256 + (this.#bytes[this.position++] as number);
    return length;
  }
}
