import { opaqueWord, type Word } from "./word.ts";

/** A byte of a word that was stored: `index` 0 is its highest byte. */
interface StoredByte {
  readonly word: Word;
  readonly index: number;
}

/** Which bytes of a message's memory depend on followed slots. Bytes that are not in it are constant. */
export class ShadowMemory {
  readonly #bytes = new Map<number, StoredByte>();

  get isConstant(): boolean {
    return this.#bytes.size === 0;
  }

  /** A word of 32 bytes was stored. */
  storeWord(offset: number, word: Word | undefined): void {
    if (word === undefined) this.clear(offset, 32);
    else for (let index = 0; index < 32; index++) this.#bytes.set(offset + index, { word, index });
  }

  /** The lowest byte of a word was stored. */
  storeByte(offset: number, word: Word | undefined): void {
    if (word === undefined) this.#bytes.delete(offset);
    else this.#bytes.set(offset, { word, index: 31 });
  }

  /** Constant bytes were written. */
  clear(offset: number, length: number): void {
    for (const [position] of this.#within(offset, length)) this.#bytes.delete(position);
  }

  /** MCOPY: the two ranges may overlap. */
  copy(to: number, from: number, length: number): void {
    const copied = this.#within(from, length);
    this.clear(to, length);
    for (const [position, byte] of copied) this.#bytes.set(position - from + to, byte);
  }

  /** The word that 32 bytes make: the one that was stored there if they are exactly that. */
  loadWord(offset: number): Word | undefined {
    if (this.isConstant) return undefined;
    const first = this.#bytes.get(offset)?.word;
    for (let index = 0; index < 32; index++) {
      const byte = this.#bytes.get(offset + index);
      if (byte === undefined || byte.word !== first || byte.index !== index) return this.dependencies(offset, 32);
    }
    return first;
  }

  /** What some byte of the range depends on. */
  dependencies(offset: number, length: number): Word | undefined {
    if (this.isConstant) return undefined;
    return opaqueWord([...new Set(this.#within(offset, length).map(([, { word }]) => word))]);
  }

  #within(offset: number, length: number): [number, StoredByte][] {
    const end = offset + length;
    const found: [number, StoredByte][] = [];
    if (length < this.#bytes.size) {
      for (let position = offset; position < end; position++) {
        const byte = this.#bytes.get(position);
        if (byte !== undefined) found.push([position, byte]);
      }
    } else {
      for (const entry of this.#bytes) if (entry[0] >= offset && entry[0] < end) found.push(entry);
    }
    return found;
  }
}
