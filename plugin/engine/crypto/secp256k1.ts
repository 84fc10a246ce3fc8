import { createRequire } from "node:module";
import { secp256k1 as noble } from "@noble/curves/secp256k1.js";
import type * as TinySecp256k1 from "tiny-secp256k1";

/** The operations on secp256k1 that Ethereum needs, with fixed shapes. All of them throw for what is out of range. */
export interface Secp256k1 {
  readonly library: "secp256k1" | "tiny-secp256k1" | "noble";
  /** @returns the public key, 65 bytes, the first of which is 4 */
  recover(hash: Uint8Array, signature: Uint8Array, recovery: 0 | 1): Uint8Array;
  /** Deterministic (RFC 6979), with the lower s. */
  sign(hash: Uint8Array, privateKey: Uint8Array): { readonly signature: Uint8Array; readonly recovery: number };
  /** @returns the public key, 65 bytes */
  publicKey(privateKey: Uint8Array): Uint8Array;
}

/** What we use of `secp256k1`, which comes without types. */
interface NativeSecp256k1 {
  ecdsaRecover(signature: Uint8Array, recovery: number, hash: Uint8Array, compressed: false): Uint8Array;
  ecdsaSign(hash: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number };
  publicKeyCreate(privateKey: Uint8Array, compressed: false): Uint8Array;
}

const require = createRequire(import.meta.url);

/**
 * libsecp256k1, compiled. Prebuilt for linux-x64, darwin-arm64 and win32-x64; elsewhere npm builds it where it can.
 *
 * Its bindings are loaded by name: where they are missing, the package's own entry falls back to elliptic curves in
 * JavaScript, without a word.
 */
export function nativeSecp256k1(): Secp256k1 {
  const library = require("secp256k1/bindings.js") as NativeSecp256k1;
  return {
    library: "secp256k1",
    recover: (hash, signature, recovery) => library.ecdsaRecover(signature, recovery, hash, false),
    sign: (hash, privateKey) => {
      const { signature, recid } = library.ecdsaSign(hash, privateKey);
      return { signature, recovery: recid };
    },
    publicKey: (privateKey) => library.publicKeyCreate(privateKey, false),
  };
}

/** libsecp256k1 in WebAssembly: the same everywhere. */
export function wasmSecp256k1(): Secp256k1 {
  const library = require("tiny-secp256k1") as typeof TinySecp256k1;
  return {
    library: "tiny-secp256k1",
    recover: (hash, signature, recovery) => present(library.recover(hash, signature, recovery, false)),
    sign: (hash, privateKey) => {
      const { signature, recoveryId } = library.signRecoverable(hash, privateKey);
      return { signature, recovery: recoveryId };
    },
    publicKey: (privateKey) => present(library.pointFromScalar(privateKey, false)),
  };
}

/** The implementation in JavaScript that `@ethereumjs` uses. */
export function nobleSecp256k1(): Secp256k1 {
  return {
    library: "noble",
    recover: (hash, signature, recovery) =>
      noble.Signature.fromBytes(signature).addRecoveryBit(recovery).recoverPublicKey(hash).toBytes(false),
    sign: (hash, privateKey) => {
      const bytes = noble.sign(hash, privateKey, { format: "recovered", prehash: false });
      return { signature: bytes.subarray(1), recovery: bytes[0] as number };
    },
    publicKey: (privateKey) => noble.getPublicKey(privateKey, false),
  };
}

function present(key: Uint8Array | null): Uint8Array {
  if (key === null) throw new RangeError("There is no such public key");
  return key;
}

/**
 * The first of the candidates that loads and computes a known key and signature correctly: a library that is there may
 * still be built for another platform.
 */
export function firstThatWorks(...candidates: readonly (() => Secp256k1)[]): Secp256k1 {
  for (const load of candidates) {
    try {
      const library = load();
      if (works(library)) return library;
    } catch {
      // The next one is tried: which one it became is reported by `cryptoInUse`.
    }
  }
  return nobleSecp256k1();
}

/** As private key and as hash. */
const ONE = Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 1 : 0));

function works(library: Secp256k1): boolean {
  const key = library.publicKey(ONE);
  const { signature, recovery } = library.sign(ONE, ONE);
  const recovered = library.recover(ONE, signature, recovery as 0 | 1);
  return hexOf(key) === GENERATOR && hexOf(recovered) === GENERATOR && hexOf(signature) === SIGNATURE_OF_ONE;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** The public key of the private key 1 (SEC 2, 2.4.1). */
const GENERATOR =
  "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798" +
  "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
/** The deterministic signature of the hash 1 by the private key 1. */
const SIGNATURE_OF_ONE =
  "6673ffad2147741f04772b6f921f0ba6af0c1e77fc439e65c36dedf4092e8898" +
  "4c1a971652e0ada880120ef8025e709fff2080c4a39aae068d12eed009b68c89";

let chosen: Secp256k1 | undefined;

/**
 * The fastest implementation that this machine has. Recovering a sender takes 55 us natively, 203 us in WebAssembly
 * and 1200 us in JavaScript, which is two thirds of the time of a plain transfer; signing 1100 us in JavaScript.
 */
export function secp256k1(): Secp256k1 {
  chosen ??= firstThatWorks(nativeSecp256k1, wasmSecp256k1);
  return chosen;
}
