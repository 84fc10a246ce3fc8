import { deserialize, serialize } from "node:v8";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Common } from "@ethereumjs/common";
import type { Hex } from "../../engine/access/types.ts";
import { hexToKey, keyToBytes } from "../../engine/state/keys.ts";
import { HashIndex } from "./hash-index.ts";
import { type PackedBlock, packBlock, unpackBlock } from "./packed-block.ts";
import type { StoredBlock, TransactionPlace } from "./stored-block.ts";

/** Some blocks in a row. The position of a block is its number, were there no runs of blocks that nobody made. */
interface Chunk {
  /** Position of the first. */
  readonly start: number;
  /** Numbers of the blocks, ascending. */
  readonly numbers: BigUint64Array;
  /** Their hashes, 32 bytes each: for BLOCKHASH, and to find a block by its hash. */
  readonly hashes: Uint8Array;
  /** The bits of all their bloom filters. */
  readonly bloom: Uint8Array;
  /** Compressed `PackedBlock`s. */
  readonly data: Uint8Array;
}

const HASH_BYTES = 32;
const BLOOM_BYTES = 256;
/** Chunks whose blocks stay unpacked: what asks for one block often asks for the next. */
const UNPACKED_CHUNKS = 4;
/** Hashes and signatures cannot be made smaller, and the rest is found at once. */
const COMPRESSION = { level: 1 };

/**
 * Blocks that are old enough to be asked for seldom. As the objects that blocks are when they are mined, a block of one
 * transfer takes 7 kB; here it takes 400 bytes.
 */
export class PackedBlocks {
  readonly #common: Common;
  #chunks: Chunk[] = [];
  /** Least recently used first. */
  readonly #unpacked = new Map<Chunk, readonly StoredBlock[]>();
  readonly #byHash = new HashIndex();
  readonly #byTransaction = new HashIndex();

  /** @param common the rules that the blocks were made with */
  constructor(common: Common) {
    this.#common = common;
  }

  /** Adds a chunk of blocks that come after all others. */
  append(blocks: readonly StoredBlock[]): void {
    const start = this.#end;
    const numbers = BigUint64Array.from(blocks, ({ number }) => number);
    const hashes = new Uint8Array(HASH_BYTES * blocks.length);
    const bloom = new Uint8Array(BLOOM_BYTES);
    for (const [index, { hash, header, transactions }] of blocks.entries()) {
      hashes.set(bytesOf(hash), HASH_BYTES * index);
      for (let byte = 0; byte < BLOOM_BYTES; byte++) bloom[byte] = at(bloom, byte) | at(header.logsBloom, byte);
      this.#byHash.add(hash, start + index);
      for (const transaction of transactions) this.#byTransaction.add(transaction.hash, start + index);
    }
    const data = deflateRawSync(serialize(blocks.map(packBlock)), COMPRESSION);
    // A copy: the buffer that zlib returns may be a small part of a large one.
    this.#chunks.push({ start, numbers, hashes, bloom, data: new Uint8Array(data) });
  }

  byNumber(number: bigint): StoredBlock | undefined {
    const found = this.#find(number);
    return found === undefined ? undefined : this.#blocksOf(found.chunk)[found.index];
  }

  /** Hash of the block with that number, without unpacking it. */
  hashOf(number: bigint): Uint8Array | undefined {
    const found = this.#find(number);
    return found === undefined ? undefined : hashAt(found.chunk, found.index).slice();
  }

  byHash(hash: Hex): StoredBlock | undefined {
    const wanted = bytesOf(hash);
    for (const position of this.#byHash.candidates(hash)) {
      const { chunk, index } = this.#at(position);
      if (Buffer.compare(hashAt(chunk, index), wanted) === 0) return this.#blocksOf(chunk)[index];
    }
    return undefined;
  }

  transaction(hash: Hex): TransactionPlace | undefined {
    for (const position of this.#byTransaction.candidates(hash)) {
      const { chunk, index } = this.#at(position);
      const block = this.#blocksOf(chunk)[index] as StoredBlock;
      const place = block.transactions.findIndex((transaction) => transaction.hash === hash);
      if (place >= 0) return { block, index: place };
    }
    return undefined;
  }

  /**
   * Blocks of the range that may have a log, ascending.
   *
   * @param mayHold whether a log that is looked for may be in blocks with that bloom filter
   */
  *withLogs(from: bigint, to: bigint, mayHold: (bloom: Uint8Array) => boolean): Iterable<StoredBlock> {
    for (let i = this.#chunkFrom(from); i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i] as Chunk;
      if ((chunk.numbers[0] as bigint) > to) return;
      if (!mayHold(chunk.bloom)) continue;
      for (const block of this.#blocksOf(chunk)) {
        if (block.number >= from && block.number <= to && block.receipts.some(({ bloom }) => mayHold(bloom))) {
          yield block;
        }
      }
    }
  }

  /**
   * Forgets every block after `number`.
   *
   * @returns blocks up to `number` that are not packed any more, ascending
   */
  revertTo(number: bigint): StoredBlock[] {
    const cut = this.#chunkFrom(number + 1n);
    const removed = this.#chunks.splice(cut);
    const [first] = removed;
    if (first === undefined) return [];
    const kept = this.#blocksOf(first).filter((block) => block.number <= number);
    for (const chunk of removed) this.#unpacked.delete(chunk);
    this.#keepIndexed();
    return kept;
  }

  /** Forgets chunks whose blocks all come before `number`. */
  prune(number: bigint): void {
    const removed = this.#chunks.splice(0, this.#chunkFrom(number));
    if (removed.length === 0) return;
    for (const chunk of removed) this.#unpacked.delete(chunk);
    this.#keepIndexed();
  }

  /** Position after the last. */
  get #end(): number {
    const last = this.#chunks.at(-1);
    return last === undefined ? 0 : last.start + last.numbers.length;
  }

  #keepIndexed(): void {
    const start = this.#chunks[0]?.start ?? 0;
    for (const index of [this.#byHash, this.#byTransaction]) index.keep(start, this.#end);
  }

  /** Index of the first chunk that ends with `number` or later. */
  #chunkFrom(number: bigint): number {
    return lowerBound(this.#chunks.length, (index) => (this.#chunks[index]?.numbers.at(-1) ?? number) < number);
  }

  #find(number: bigint): { chunk: Chunk; index: number } | undefined {
    const chunk = this.#chunks[this.#chunkFrom(number)];
    if (chunk === undefined) return undefined;
    const index = lowerBound(chunk.numbers.length, (place) => (chunk.numbers[place] ?? number) < number);
    return chunk.numbers[index] === number ? { chunk, index } : undefined;
  }

  #at(position: number): { chunk: Chunk; index: number } {
    const after = lowerBound(this.#chunks.length, (index) => (this.#chunks[index]?.start ?? position) <= position);
    const chunk = this.#chunks[after - 1] as Chunk;
    return { chunk, index: position - chunk.start };
  }

  #blocksOf(chunk: Chunk): readonly StoredBlock[] {
    const blocks = this.#unpacked.get(chunk) ?? this.#unpack(chunk);
    this.#unpacked.delete(chunk);
    this.#unpacked.set(chunk, blocks);
    const [oldest] = this.#unpacked.keys();
    if (this.#unpacked.size > UNPACKED_CHUNKS && oldest !== undefined) this.#unpacked.delete(oldest);
    return blocks;
  }

  #unpack(chunk: Chunk): readonly StoredBlock[] {
    const packed = deserialize(inflateRawSync(chunk.data)) as PackedBlock[];
    return packed.map((block, index) =>
      unpackBlock(block, chunk.numbers[index] as bigint, hashAt(chunk, index), this.#common),
    );
  }
}

function hashAt({ hashes }: Chunk, index: number): Uint8Array {
  return hashes.subarray(HASH_BYTES * index, HASH_BYTES * (index + 1));
}

function bytesOf(hash: Hex): Uint8Array {
  return keyToBytes(hexToKey(hash));
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** The least number below `length` of which `isBefore` does not hold, which holds up to there; else `length`. */
function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
