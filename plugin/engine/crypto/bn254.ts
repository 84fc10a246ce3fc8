import { type EVMBN254Interface, NobleBN254 } from "@ethereumjs/evm";
import type * as Mcl from "mcl-wasm";

const noble = new NobleBN254();

const WORD = 32;
const G1_BYTES = 2 * WORD;
const PAIR_BYTES = 6 * WORD;
/** Order of the base field of alt_bn128 (EIP-196). */
const FIELD_ORDER = Buffer.from("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", "hex");

let loading: Promise<void> | undefined;
let mcl: typeof Mcl | undefined;

/**
 * To be called, and waited for, before `fastBn254` is used: it then has what makes it fast.
 *
 * Loading takes as long as two pairings with noble, so the first call of a process only begins with it.
 */
export function bn254Ready(): Promise<void> | undefined {
  if (mcl !== undefined) return undefined;
  if (loading !== undefined) return loading;
  // WebAssembly can be switched off: noble is slow, but the same everywhere.
  loading = load().catch(() => {});
  return undefined;
}

async function load(): Promise<void> {
  const { default: library } = (await import("mcl-wasm")) as unknown as { default: typeof Mcl };
  await library.init(library.BN_SNARK1);
  mcl = library;
}

/**
 * The precompiles of EIP-196 and EIP-197 on `mcl-wasm`: a pairing of two pairs takes 2.7 ms, a multiplication 0.1 ms;
 * with `@noble/curves`, as `@ethereumjs` has them, 15 ms and 1.8 ms, most of the time of a block with zero-knowledge proofs.
 *
 * Only for what is valid: whatever is not is left to noble, so that it fails as it does without us.
 */
export const fastBn254: EVMBN254Interface = {
  add(input) {
    const a = mcl && readG1(mcl, input, 0);
    const b = a && mcl && readG1(mcl, input, G1_BYTES);
    return a === undefined || b === undefined || mcl === undefined ? noble.add(input) : writeG1(mcl.add(a, b));
  },
  mul(input) {
    const point = mcl && readG1(mcl, input, 0);
    if (point === undefined || mcl === undefined) return noble.mul(input);
    const scalar = new mcl.Fr();
    // Any 256 bits: reduced by the order of the group.
    scalar.setBigEndianMod(input.subarray(G1_BYTES, G1_BYTES + WORD));
    return writeG1(mcl.mul(point, scalar));
  },
  pairing(input) {
    const holds = mcl && isPairingOne(mcl, input);
    if (holds === undefined) return noble.pairing(input);
    const result = new Uint8Array(WORD);
    result[WORD - 1] = holds ? 1 : 0;
    return result;
  },
};

/** Whether the product of the pairings is one; undefined when a point is none. */
function isPairingOne(library: typeof Mcl, input: Uint8Array): boolean | undefined {
  let product: Mcl.GT | undefined;
  for (let start = 0; start < input.length; start += PAIR_BYTES) {
    const g1 = readG1(library, input, start);
    const g2 = g1 && readG2(library, input, start + G1_BYTES);
    if (g1 === undefined || g2 === undefined) return undefined;
    if (g1.isZero() || g2.isZero()) continue;
    const factor = library.millerLoop(g1, g2);
    product = product === undefined ? factor : library.mul(product, factor);
  }
  return product === undefined || library.finalExp(product).isOne();
}

function readG1(library: typeof Mcl, input: Uint8Array, start: number): Mcl.G1 | undefined {
  const point = new library.G1();
  if (isZero(input, start, G1_BYTES)) return point;
  const x = readField(library, input, start);
  const y = readField(library, input, start + WORD);
  if (x === undefined || y === undefined) return undefined;
  point.setX(x);
  point.setY(y);
  point.setZ(one(library));
  return point.isValid() ? point : undefined;
}

/** The imaginary parts come first (EIP-197). */
function readG2(library: typeof Mcl, input: Uint8Array, start: number): Mcl.G2 | undefined {
  const point = new library.G2();
  if (isZero(input, start, 2 * G1_BYTES)) return point;
  const x = readExtension(library, input, start);
  const y = readExtension(library, input, start + G1_BYTES);
  if (x === undefined || y === undefined) return undefined;
  point.setX(x);
  point.setY(y);
  const z = new library.Fp2();
  z.set_a(one(library));
  z.set_b(new library.Fp());
  point.setZ(z);
  return point.isValid() && point.isValidOrder() ? point : undefined;
}

function readExtension(library: typeof Mcl, input: Uint8Array, start: number): Mcl.Fp2 | undefined {
  const imaginary = readField(library, input, start);
  const real = readField(library, input, start + WORD);
  if (imaginary === undefined || real === undefined) return undefined;
  const element = new library.Fp2();
  element.set_a(real);
  element.set_b(imaginary);
  return element;
}

/** Undefined when the number is no element of the field. */
function readField(library: typeof Mcl, input: Uint8Array, start: number): Mcl.Fp | undefined {
  const bytes = input.subarray(start, start + WORD);
  if (FIELD_ORDER.compare(bytes) <= 0) return undefined;
  const element = new library.Fp();
  element.setBigEndianMod(bytes);
  return element;
}

function one(library: typeof Mcl): Mcl.Fp {
  const element = new library.Fp();
  element.setInt(1);
  return element;
}

function writeG1(point: Mcl.G1): Uint8Array {
  const bytes = new Uint8Array(G1_BYTES);
  if (point.isZero()) return bytes;
  point.normalize();
  // The library's order of bytes is the other one.
  bytes.set(point.getX().serialize().reverse(), 0);
  bytes.set(point.getY().serialize().reverse(), WORD);
  return bytes;
}

function isZero(bytes: Uint8Array, start: number, length: number): boolean {
  for (let i = start; i < start + length; i++) if (bytes[i] !== 0) return false;
  return true;
}
