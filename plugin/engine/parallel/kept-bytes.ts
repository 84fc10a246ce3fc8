import type { ByteReader } from "./byte-reader.ts";

/** Memory for what is kept of many transactions: to get it for each takes as long as all the rest of its result. */
const CHUNK = 2 ** 16;
let chunk = new Uint8Array(CHUNK);
let used = 0;

/** A copy of the next `length` bytes, for as long as somebody has it. It shares its memory with others: do not modify it. */
export function keep(reader: ByteReader, length: number): Uint8Array {
  if (length > CHUNK / 4) return reader.raw(length);
  if (used + length > CHUNK) {
    chunk = new Uint8Array(CHUNK);
    used = 0;
  }
  const start = used;
  reader.copyTo(chunk, start, length);
  used += length;
  return chunk.subarray(start, used);
}
