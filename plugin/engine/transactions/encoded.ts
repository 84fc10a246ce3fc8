import { createTxFromRLP, TransactionType, type TxOptions, type TypedTransaction } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import { keccak256 } from "../crypto/keccak.ts";

/**
 * Transactions in their serialised form, kept beside the object.
 *
 * `@ethereumjs/tx` forgets the bytes that it decoded and encodes the fields again for the hash of the transaction, for
 * the hash that was signed and for the trie of the block, each time turning numbers into hexadecimal and that into
 * bytes: 8 us each. The bytes that came are the same.
 */
interface KeptBytes {
  hash?: Uint8Array;
  senderPubKey?: Uint8Array;
  serialized?: Uint8Array;
}

/** What takes longest to find out about a signed transaction. */
export interface TransactionIdentity {
  /** The account that signed it, 20 bytes. */
  readonly sender: Uint8Array;
  /** Of the transaction, 32 bytes. */
  readonly hash: Uint8Array;
  /** Of the signer, 64 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * Decodes a signed transaction and computes its hash.
 *
 * @param serialized is kept with the transaction: it must not be modified afterwards.
 * @throws what `createTxFromRLP` throws.
 */
export function decodeTransaction(serialized: Uint8Array, options: TxOptions): TypedTransaction {
  const tx = decodeUnidentified(serialized, options);
  const kept = keptBytes(tx);
  if (kept.serialized !== undefined) kept.hash = keccak256(kept.serialized);
  return tx;
}

/** As `decodeTransaction`, for a transaction whose hash somebody else computes: see `identifyAs`. */
export function decodeUnidentified(serialized: Uint8Array, options: TxOptions): TypedTransaction {
  const tx = createTxFromRLP(serialized, options);
  if (Object.isFrozen(tx) && tx.isSigned() && isEncodedLikeThis(tx, serialized)) keptBytes(tx).serialized = serialized;
  return tx;
}

/**
 * Finds out who signed a transaction, and its hash.
 *
 * @throws what `tx.getSenderPublicKey()` throws when the signature is none.
 */
export function identityOf(tx: TypedTransaction): TransactionIdentity {
  const publicKey = publicKeyOf(tx);
  const { serialized } = keptBytes(tx);
  const hash = serialized === undefined ? tx.hash() : keccak256(serialized);
  return { sender: addressOf(publicKey), hash, publicKey };
}

/** Leaves with the transaction what `identityOf` found out elsewhere. */
export function identifyAs(tx: TypedTransaction, { hash, publicKey }: TransactionIdentity): void {
  if (!Object.isFrozen(tx)) return;
  const kept = keptBytes(tx);
  kept.hash ??= hash;
  kept.senderPubKey ??= publicKey;
}

/** The transaction as it stands in a block, as `tx.serialize()`. Do not modify it. */
export function serializedOf(tx: TypedTransaction): Uint8Array {
  if (!Object.isFrozen(tx) || !tx.isSigned()) return tx.serialize();
  const kept = keptBytes(tx);
  kept.serialized ??= tx.serialize();
  return kept.serialized;
}

/** The hash of a transaction, as `tx.hash()`, from the bytes that its block will need. */
export function hashOf(tx: TypedTransaction): Uint8Array {
  if (!Object.isFrozen(tx) || !tx.isSigned()) return tx.hash();
  const kept = keptBytes(tx);
  kept.hash ??= keccak256(serializedOf(tx));
  return kept.hash;
}

/**
 * The account that signed the transaction, as `tx.getSenderAddress()`.
 *
 * @throws what that throws when the signature is none.
 */
export function senderOf(tx: TypedTransaction): Address {
  return new Address(addressOf(publicKeyOf(tx)));
}

function publicKeyOf(tx: TypedTransaction): Uint8Array {
  const kept = keptBytes(tx);
  if (Object.isFrozen(tx)) kept.senderPubKey ??= recoverFromBytes(tx, kept.serialized);
  return kept.senderPubKey ?? tx.getSenderPublicKey();
}

function addressOf(publicKey: Uint8Array): Uint8Array {
  return keccak256(publicKey).subarray(-20);
}

function keptBytes(tx: TypedTransaction): KeptBytes {
  return tx.cache;
}

/**
 * RLP has one encoding of everything, and the decoder insists on it and on numbers without leading zeros, but for two:
 * the chain id, and whatever is inside the lists of EIP-4844 and EIP-7702.
 */
function isEncodedLikeThis(tx: TypedTransaction, serialized: Uint8Array): boolean {
  if (tx.type === TransactionType.Legacy) return true;
  if (signedFields(tx) === undefined) return false;
  const chainId = listStart(serialized, 1);
  const first = serialized[chainId] as number;
  if (first <= 0x80) return first !== 0;
  return serialized[chainId + 1] !== 0;
}

/** How many of the fields are signed, for the types whose serialised form begins with exactly these. */
function signedFields({ type }: TypedTransaction): number | undefined {
  if (type === TransactionType.FeeMarketEIP1559) return 9;
  return type === TransactionType.AccessListEIP2930 ? 8 : undefined;
}

/** The public key of the signer, undefined where `@ethereumjs/tx` has to find it, or to say why there is none. */
function recoverFromBytes(tx: TypedTransaction, serialized: Uint8Array | undefined): Uint8Array | undefined {
  const fields = signedFields(tx);
  const { ecrecover } = tx.common.customCrypto;
  if (serialized === undefined || fields === undefined || ecrecover === undefined || tx.v === undefined) {
    return undefined;
  }
  const start = listStart(serialized, 1);
  let end = start;
  for (let field = 0; field < fields; field++) end = itemEnd(serialized, end);
  const rStart = itemEnd(serialized, end);
  const sStart = itemEnd(serialized, rStart);
  const hash = keccak256(asList(serialized[0] as number, serialized.subarray(start, end)));
  try {
    return ecrecover(hash, tx.v, content(serialized, rStart), content(serialized, sStart));
  } catch {
    return undefined;
  }
}

/** Where the items of the list at `position` begin. */
function listStart(bytes: Uint8Array, position: number): number {
  const header = bytes[position] as number;
  return position + (header <= 0xf7 ? 1 : header - 0xf6);
}

/** Where the item at `position` ends, in RLP that is known to be valid. */
function itemEnd(bytes: Uint8Array, position: number): number {
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
