/**
 * RLP of byte strings and lists whose parts are encoded already: a trie joins the encodings of its children, which a
 * general encoder would have to decode first.
 */

/** The encoding of one byte string. */
export function rlpBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && (bytes[0] as number) < 0x80) return bytes;
  return withHeader(0x80, [bytes], bytes.length);
}

/** The encoding of a list, from the encodings of its items. */
export function rlpList(items: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const item of items) length += item.length;
  return withHeader(0xc0, items, length);
}

function withHeader(offset: number, parts: readonly Uint8Array[], length: number): Uint8Array {
  const lengthBytes = length < 56 ? 0 : byteLength(length);
  const out = new Uint8Array(1 + lengthBytes + length);
  if (lengthBytes === 0) {
    out[0] = offset + length;
  } else {
    out[0] = offset + 55 + lengthBytes;
    for (let i = lengthBytes, rest = length; i > 0; i--, rest = Math.floor(rest / 256)) out[i] = rest & 0xff;
  }
  let position = 1 + lengthBytes;
  for (const part of parts) {
    out.set(part, position);
    position += part.length;
  }
  return out;
}

function byteLength(length: number): number {
  let bytes = 0;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes++;
  return bytes;
}

/** A non-negative integer as the byte string that RLP encodes it as. */
export function integerBytes(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  if (value <= MAX_SAFE) return smallIntegerBytes(Number(value));
  if (value < TWO_128) return mediumIntegerBytes(value);
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

const TWO_128 = 1n << 128n;
const scratch = new Uint8Array(16);
const scratchView = new DataView(scratch.buffer);

/** Balances, mostly: by way of hexadecimal they took a tenth of the time of a state root. */
function mediumIntegerBytes(value: bigint): Uint8Array {
  scratchView.setBigUint64(0, value >> 64n);
  // The low 64 bits.
  scratchView.setBigUint64(8, value);
  let start = 0;
  while (scratch[start] === 0) start++;
  return scratch.slice(start);
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function smallIntegerBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(byteLength(value));
  for (let i = bytes.length - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  return bytes;
}
