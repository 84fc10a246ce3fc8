import { createHmac, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { bytesToBigInt, concatBytes, setLengthLeft, toBytes } from "@ethereumjs/util";
import { secp256k1 } from "../../engine/crypto/secp256k1.ts";

/** Order of the curve's group (SEC 2, secp256k1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const HARDENED = 0x80000000;
const BIP39_ROUNDS = 2048;

/** A private key from which others can be derived (BIP-32). */
export interface ExtendedKey {
  /** 32 bytes. */
  readonly privateKey: Uint8Array;
  readonly chainCode: Uint8Array;
}

/** The seed of a mnemonic (BIP-39, whose words and checksum are not looked at), 64 bytes. */
export async function mnemonicSeed(mnemonic: string, passphrase: string): Promise<Uint8Array> {
  const salt = `mnemonic${passphrase}`.normalize("NFKD");
  return promisify(pbkdf2)(mnemonic.normalize("NFKD"), salt, BIP39_ROUNDS, 64, "sha512");
}

/**
 * Derives the key at a path such as `m/44'/60'/0'/0` (BIP-32).
 *
 * The usual libraries compute the public key of every key that they make, with elliptic curves in JavaScript: 72 ms for
 * twenty accounts, in every process that opens a network. Here one is computed where the derivation asks for one.
 *
 * @throws RangeError when the path is none, or there is no key (which nobody has ever seen).
 */
export function deriveKey(seed: Uint8Array, path: string): ExtendedKey {
  const [root, ...steps] = path.split("/");
  if (root !== "m" && root !== "M") throw new RangeError(`${path} is not a path of keys`);
  let key = split(hmac(Buffer.from("Bitcoin seed"), seed), 0n);
  for (const step of steps) {
    const [, digits, hardened] = /^(\d+)('?)$/.exec(step) ?? [];
    const index = Number(digits);
    if (digits === undefined || index >= HARDENED) throw new RangeError(`${path} is not a path of keys`);
    key = childrenOf(key)(hardened === "'" ? index + HARDENED : index);
  }
  return key;
}

/**
 * The children of a key, by index: from 2^31 up for hardened keys. The parent's public key, which all the others
 * depend on, is computed once.
 */
export function childrenOf({ privateKey, chainCode }: ExtendedKey): (index: number) => ExtendedKey {
  let publicKey: Uint8Array | undefined;
  return (index) => {
    if (index < HARDENED) publicKey ??= compressed(privateKey);
    const parent = index < HARDENED ? (publicKey as Uint8Array) : concatBytes(Uint8Array.of(0), privateKey);
    const position = new Uint8Array(4);
    new DataView(position.buffer).setUint32(0, index);
    return split(hmac(chainCode, concatBytes(parent, position)), bytesToBigInt(privateKey));
  };
}

function compressed(privateKey: Uint8Array): Uint8Array {
  const point = secp256k1().publicKey(privateKey);
  const isOdd = ((point[64] as number) & 1) === 1;
  return concatBytes(Uint8Array.of(isOdd ? 3 : 2), point.subarray(1, 33));
}

function split(hash: Uint8Array, added: bigint): ExtendedKey {
  const left = bytesToBigInt(hash.subarray(0, 32));
  const scalar = (left + added) % ORDER;
  if (left >= ORDER || scalar === 0n) throw new RangeError("There is no key at this index");
  return { privateKey: setLengthLeft(toBytes(scalar), 32), chainCode: hash.subarray(32) };
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac("sha512", key).update(data).digest();
}
