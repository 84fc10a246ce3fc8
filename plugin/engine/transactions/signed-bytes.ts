import type { Common } from "@ethereumjs/common";
import { TransactionType } from "@ethereumjs/tx";
import { keccak256 } from "../crypto/keccak.ts";

/**
 * Whether bytes of a signed transaction that can be decoded are the ones that it gives when it is encoded again. RLP has
 * one encoding of everything, and the decoder insists on it and on numbers without leading zeros, but for two: the chain
 * id, and whatever is inside the lists of EIP-4844 and EIP-7702.
 *
 * Looked at are only the types whose serialised form begins with exactly the fields that are signed.
 */
export function isEncodedAsUsual(serialized: Uint8Array): boolean {
  if (signedFields(serialized) === undefined) return false;
  const chainId = listStart(serialized, 1);
  const first = serialized[chainId] as number;
  if (first <= 0x80) return first !== 0;
  return serialized[chainId + 1] !== 0;
}

/**
 * The public key of whoever signed a transaction of which `isEncodedAsUsual` holds, from the bytes themselves:
 * `@ethereumjs/tx` would encode all of its fields again.
 *
 * @returns undefined where `@ethereumjs/tx` has to find it, or to say why there is none.
 */
export function recoverFromBytes(serialized: Uint8Array, common: Common): Uint8Array | undefined {
  const fields = signedFields(serialized);
  const { ecrecover } = common.customCrypto;
  if (fields === undefined || ecrecover === undefined) return undefined;
  const start = listStart(serialized, 1);
  let end = start;
  for (let field = 0; field < fields; field++) end = itemEnd(serialized, end);
  const rStart = itemEnd(serialized, end);
  const sStart = itemEnd(serialized, rStart);
  const parity = serialized[end];
  if (parity !== 0x80 && parity !== 1) return undefined;
  const hash = keccak256(asList(serialized[0] as number, serialized.subarray(start, end)));
  try {
    return ecrecover(hash, parity === 1 ? 1n : 0n, content(serialized, rStart), content(serialized, sStart));
  } catch {
    return undefined;
  }
}

/** How many of the fields are signed, for the types whose serialised form begins with exactly these. */
function signedFields([type]: Uint8Array): number | undefined {
  if (type === TransactionType.FeeMarketEIP1559) return 9;
  return type === TransactionType.AccessListEIP2930 ? 8 : undefined;
}

/** Where the items of the list at `position` begin. */
export function listStart(bytes: Uint8Array, position: number): number {
  const header = bytes[position] as number;
  return position + (header <= 0xf7 ? 1 : header - 0xf6);
}

/** Where the item at `position` ends, in RLP that is known to be valid. */
export function itemEnd(bytes: Uint8Array, position: number): number {
  const header = bytes[position] as number;
  if (header < 0x80) return position + 1;
  if (header <= 0xb7) return position + header - 0x7f;
  if (header > 0xbf && header <= 0xf7) return position + header - 0xbf;
  const lengthBytes = header <= 0xbf ? header - 0xb7 : header - 0xf7;
  let length = 0;
  for (let i = 1; i <= lengthBytes; i++) length = length * 256 + (bytes[position + i] as number);
  return position + 1 + lengthBytes + length;
}

/** A byte string of at most 55 bytes. */
function content(bytes: Uint8Array, position: number): Uint8Array {
  const start = (bytes[position] as number) < 0x80 ? position : position + 1;
  return bytes.subarray(start, itemEnd(bytes, position));
}

/** The type byte and the items as one list. */
function asList(type: number, items: Uint8Array): Uint8Array {
  const { length } = items;
  const lengthBytes = length < 56 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
  const bytes = new Uint8Array(2 + lengthBytes + length);
  bytes[0] = type;
  bytes[1] = lengthBytes === 0 ? 0xc0 + length : 0xf7 + lengthBytes;
  for (let i = 0; i < lengthBytes; i++) bytes[2 + i] = (length >>> (8 * (lengthBytes - 1 - i))) & 0xff;
  bytes.set(items, 2 + lengthBytes);
  return bytes;
}
