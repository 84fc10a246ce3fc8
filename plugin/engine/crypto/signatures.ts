import { Address } from "@ethereumjs/util";
import { secp256k1 as noble } from "@noble/curves/secp256k1.js";
import { keccak256 } from "./keccak.ts";
import { nobleSecp256k1, type Secp256k1, secp256k1 } from "./secp256k1.ts";

/** `customCrypto.ecrecover` of `@ethereumjs/common`. */
export type Ecrecover = (hash: Uint8Array, v: bigint, r: Uint8Array, s: Uint8Array, chainId?: bigint) => Uint8Array;

/** `customCrypto.ecsign` of `@ethereumjs/common`. */
export type Ecsign = typeof noble.sign;

/**
 * `ecrecover` of `@ethereumjs/util` on another implementation of the curve.
 *
 * @returns a function from a signature to the public key, 64 bytes. It throws when there is none.
 */
export function ecrecoverWith(curve: Secp256k1): Ecrecover {
  return (hash, v, r, s, chainId) => {
    const signature = new Uint8Array(64);
    signature.set(r, 32 - r.length);
    signature.set(s, 64 - s.length);
    return curve.recover(hash, signature, recoveryOf(v, chainId)).subarray(1);
  };
}

function recoveryOf(v: bigint, chainId: bigint | undefined): 0 | 1 {
  if (v === 0n || v === 1n) return v === 0n ? 0 : 1;
  const recovery = chainId === undefined ? v - 27n : v - (chainId * 2n + 35n);
  if (recovery === 0n) return 0;
  if (recovery === 1n) return 1;
  throw new RangeError(`Invalid signature v value ${v}`);
}

/** Noble's `sign` as `@ethereumjs/tx` calls it, on another implementation of the curve; other calls go to noble. */
export function ecsignWith(curve: Secp256k1): Ecsign {
  return ((hash: Uint8Array, privateKey: Uint8Array, options: Parameters<Ecsign>[2]) => {
    const { extraEntropy, format, prehash } = options ?? {};
    const plain = (extraEntropy ?? false) === false && format === "recovered" && prehash === false;
    if (!plain) return noble.sign(hash, privateKey, options);
    const { signature, recovery } = signWith(curve, hash, privateKey);
    const bytes = new Uint8Array(65);
    bytes[0] = recovery;
    bytes.set(signature, 1);
    return bytes;
  }) as Ecsign;
}

// RFC 6979 reduces the hash by the order of the curve, libsecp256k1 does not. It makes a difference for one hash in
// 2^128, but a difference all the same.
function signWith(curve: Secp256k1, hash: Uint8Array, privateKey: Uint8Array) {
  const mayExceedOrder = hash.subarray(0, 15).every((byte) => byte === 0xff);
  return (mayExceedOrder ? nobleSecp256k1() : curve).sign(hash, privateKey);
}

/** An Ethereum signature of a hash: r, s and v (27 or 28), 65 bytes. */
export function signHash(hash: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const { signature, recovery } = signWith(secp256k1(), hash, privateKey);
  const bytes = new Uint8Array(65);
  bytes.set(signature);
  bytes[64] = 27 + recovery;
  return bytes;
}

/** The address that belongs to a private key. */
export function addressOfPrivateKey(privateKey: Uint8Array): Address {
  return new Address(keccak256(secp256k1().publicKey(privateKey).subarray(1)).subarray(-20));
}
