import { TransactionType, type TypedTransaction } from "@ethereumjs/tx";
import { bytesToBigInt } from "@ethereumjs/util";
import { keccak256 } from "../../engine/crypto/keccak.ts";
import { signHash } from "../../engine/crypto/signatures.ts";
import { integerBytes, rlpBytes, rlpList } from "../../engine/state/rlp.ts";

/** The types whose serialised form is the signed message with the signature behind its fields. */
const APPENDED: ReadonlySet<number> = new Set([
  TransactionType.AccessListEIP2930,
  TransactionType.FeeMarketEIP1559,
  TransactionType.EOACodeEIP7702,
]);

/**
 * Signs a transaction as `tx.sign(privateKey, false)` does.
 *
 * That encodes the fields twice, and makes and checks a second transaction of them: as much work as the signature. Here
 * the fields are taken over as they are, and the encoding that was signed becomes part of that of the block.
 */
export function sign(tx: TypedTransaction, privateKey: Uint8Array): TypedTransaction {
  if (!APPENDED.has(tx.type) || !Object.isFrozen(tx)) return tx.sign(privateKey, false);
  const message = tx.getMessageToSign() as Uint8Array;
  const signature = signHash(keccak256(message), privateKey);
  const [r, s] = [bytesToBigInt(signature.subarray(0, 32)), bytesToBigInt(signature.subarray(32, 64))];
  const v = BigInt((signature[64] as number) - LOWEST_V);
  const list = rlpList([listContent(message.subarray(1)), ...[v, r, s].map((value) => rlpBytes(integerBytes(value)))]);
  const serialized = new Uint8Array(1 + list.length);
  serialized[0] = tx.type;
  serialized.set(list, 1);
  const cache = { dataFee: tx.cache.dataFee, serialized };
  return Object.freeze(Object.assign(Object.create(Object.getPrototypeOf(tx)), tx, { v, r, s, cache }));
}

/** What signatures outside transactions add to the recovery bit. */
const LOWEST_V = 27;

/** The encodings of the items of an encoded list, one behind the other. */
function listContent(list: Uint8Array): Uint8Array {
  const header = list[0] as number;
  return list.subarray(header <= 0xf7 ? 1 : header - 0xf6);
}
