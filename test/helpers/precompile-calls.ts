import { createHash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bn254 } from "@noble/curves/bn254.js";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { assemble, storingInMemory } from "./assembly.ts";

/** A call of a precompiled contract with an input that it takes, or that was spoilt. */
export interface PrecompileCall {
  /** Position in `VALID_CALLS`. */
  readonly valid: number;
  /** A byte of the input is replaced, or the input is cut there. */
  readonly damage: { readonly at: number; readonly byte: number } | { readonly cutAt: number } | undefined;
  readonly gas: number;
  /** Where the success and the first word of the output go. */
  readonly slot: number;
}

const word = (value: bigint | number): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const padded = (bytes: Uint8Array, length: number): Buffer =>
  Buffer.concat([Buffer.alloc(length - bytes.length), Buffer.from(bytes)]);
const MESSAGE = Buffer.alloc(32, 0x5a);
const SECRET = Buffer.alloc(32, 0x21);

/** EIP-2537: 64 bytes for an element of the field, 16 of them zero. */
const field = (value: bigint): Buffer => padded(Buffer.from(value.toString(16).padStart(96, "0"), "hex"), 64);

const G1 = bls12_381.G1.Point.BASE.toAffine();
const G1_NEGATED = bls12_381.G1.Point.BASE.negate().toAffine();
const G2 = bls12_381.G2.Point.BASE.toAffine();
const g1 = ({ x, y }: { x: bigint; y: bigint }): Buffer => Buffer.concat([field(x), field(y)]);
const g2 = Buffer.concat([field(G2.x.c0), field(G2.x.c1), field(G2.y.c0), field(G2.y.c1)]);

const BN_G2 = bn254.G2.Point.BASE.toAffine();
const bnG1 = Buffer.concat([word(1), word(2)]);
const bnG1Negated = Buffer.concat([word(1), word(bn254.G1.Point.BASE.negate().toAffine().y)]);
/** EIP-197 has the imaginary part first. */
const bnG2 = Buffer.concat([word(BN_G2.x.c1), word(BN_G2.x.c0), word(BN_G2.y.c1), word(BN_G2.y.c0)]);

function recoverable(): Buffer {
  const signature = secp256k1.sign(MESSAGE, SECRET, { prehash: false, format: "recovered" });
  return Buffer.concat([MESSAGE, word(27 + (signature[0] ?? 0)), signature.subarray(1)]);
}

function p256Signed(): Buffer {
  const publicKey = p256.getPublicKey(SECRET, false).subarray(1);
  return Buffer.concat([MESSAGE, p256.sign(MESSAGE, SECRET, { prehash: false, lowS: false }), publicKey]);
}

/** EIP-4844: the commitment to the empty polynomial, which is zero everywhere, and proves it. */
function pointEvaluation(): Buffer {
  const infinity = Buffer.alloc(48);
  infinity[0] = 0xc0;
  const versionedHash = createHash("sha256").update(infinity).digest();
  versionedHash[0] = 1;
  return Buffer.concat([versionedHash, word(7), word(0), infinity, infinity]);
}

/** EIP-152: rounds, state, message, offsets, final. */
const blake2 = Buffer.concat([word(12).subarray(28), Buffer.alloc(64, 3), Buffer.alloc(128, 5), Buffer.alloc(17, 1)]);

export const VALID_CALLS: readonly { readonly address: number; readonly input: Uint8Array; readonly dear: boolean }[] =
  [
    { address: 0x01, input: recoverable(), dear: false },
    { address: 0x02, input: MESSAGE, dear: false },
    { address: 0x03, input: MESSAGE, dear: false },
    { address: 0x04, input: Buffer.alloc(70, 9), dear: false },
    { address: 0x05, input: Buffer.concat([word(1), word(2), word(1), Buffer.from([3, 1, 0, 11])]), dear: false },
    { address: 0x05, input: Buffer.concat([word(32), word(32), word(32), word(7), word(9), word(13)]), dear: false },
    { address: 0x06, input: Buffer.concat([bnG1, bnG1]), dear: false },
    { address: 0x07, input: Buffer.concat([bnG1, word(9)]), dear: false },
    { address: 0x08, input: Buffer.concat([bnG1, bnG2, bnG1Negated, bnG2]), dear: true },
    { address: 0x08, input: Buffer.alloc(0), dear: false },
    { address: 0x09, input: blake2, dear: false },
    { address: 0x0a, input: pointEvaluation(), dear: true },
    { address: 0x0b, input: Buffer.concat([g1(G1), g1(G1)]), dear: false },
    { address: 0x0c, input: Buffer.concat([g1(G1), word(5), g1(G1_NEGATED), word(2)]), dear: true },
    { address: 0x0d, input: Buffer.concat([g2, g2]), dear: false },
    { address: 0x0e, input: Buffer.concat([g2, word(3)]), dear: true },
    { address: 0x0f, input: Buffer.concat([g1(G1), g2, g1(G1_NEGATED), g2]), dear: true },
    { address: 0x10, input: field(3n), dear: true },
    { address: 0x11, input: Buffer.concat([field(3n), field(4n)]), dear: true },
    { address: 0x0100, input: p256Signed(), dear: false },
  ];

const numbersOf = (dear: boolean): number[] =>
  VALID_CALLS.flatMap((call, index) => (call.dear === dear ? [index] : []));

/** Pairings take a hundred times as long as anything else: one call in fifteen has to do. */
const valid = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom(...numbersOf(false)) },
  { weight: 1, arbitrary: fc.constantFrom(...numbersOf(true)) },
);

export const precompileCall: fc.Arbitrary<PrecompileCall> = fc.record({
  valid,
  damage: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ at: fc.nat(400), byte: fc.nat(255) }) },
    { weight: 1, arbitrary: fc.record({ cutAt: fc.nat(400) }) },
  ),
  gas: fc.oneof(
    { weight: 5, arbitrary: fc.constant(300_000) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 8000 }) },
  ),
  slot: fc.nat(2),
});

/** Code that makes the call and stores whether it succeeded, how long the output is, and its first word. */
export function callPrecompile({ valid, damage, gas, slot }: PrecompileCall): Uint8Array {
  const { address, input } = VALID_CALLS[valid] as (typeof VALID_CALLS)[number];
  let data = Buffer.from(input);
  if (damage !== undefined) {
    if ("cutAt" in damage) data = data.subarray(0, damage.cutAt % (data.length + 1));
    else if (data.length > 0) data[damage.at % data.length] = damage.byte;
  }
  return assemble(
    storingInMemory(data),
    32,
    0,
    data.length,
    0,
    0,
    address,
    gas,
    "CALL",
    "RETURNDATASIZE",
    "ADD",
    Uint8Array.of(0x5f, 0x51), // MLOAD of position 0
    "ADD",
    slot,
    "SSTORE",
  );
}
