import type { Common } from "@ethereumjs/common";
import { createTxFromRLP, TransactionType, type TxOptions, type TypedTransaction } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import { keccak256 } from "../crypto/keccak.ts";
import { decodeFeeMarket } from "./fee-market.ts";
import { isEncodedAsUsual, recoverFromBytes } from "./signed-bytes.ts";

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
  const known = decodeFeeMarket(serialized, options);
  if (known !== undefined) {
    keptBytes(known).serialized = serialized;
    return known;
  }
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

/**
 * As `identityOf`, of a transaction that need not have been decoded.
 *
 * @param serialized of a transaction that somebody has decoded, or will before the answer is used: what makes no sense
 * there makes none here.
 * @returns undefined where `identityOf` has to find out, or to say why there is none.
 */
export function identityOfBytes(serialized: Uint8Array, common: Common): TransactionIdentity | undefined {
  if (!isEncodedAsUsual(serialized)) return undefined;
  const publicKey = recoverFromBytes(serialized, common);
  return publicKey && { sender: addressOf(publicKey), hash: keccak256(serialized), publicKey };
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
  if (Object.isFrozen(tx) && kept.serialized !== undefined) {
    kept.senderPubKey ??= recoverFromBytes(kept.serialized, tx.common);
  }
  return kept.senderPubKey ?? tx.getSenderPublicKey();
}

function addressOf(publicKey: Uint8Array): Uint8Array {
  return keccak256(publicKey).subarray(-20);
}

function keptBytes(tx: TypedTransaction): KeptBytes {
  return tx.cache;
}

/** Whether the transaction, encoded again, gives these bytes. */
function isEncodedLikeThis({ type }: TypedTransaction, serialized: Uint8Array): boolean {
  return type === TransactionType.Legacy || isEncodedAsUsual(serialized);
}
