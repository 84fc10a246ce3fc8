import assert from "node:assert/strict";
import { NobleBN254 } from "@ethereumjs/evm";
import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { bn254Ready, fastBn254 } from "../../../plugin/engine/crypto/bn254.ts";

const { Fp, Fp2, Fr } = bn254.fields;
const noble = new NobleBN254();
const word = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const g1 = (scalar: bigint): Buffer => {
  if (scalar % Fr.ORDER === 0n) return Buffer.alloc(64);
  const { x, y } = bn254.G1.Point.BASE.multiply(scalar % Fr.ORDER).toAffine();
  return Buffer.concat([word(x), word(y)]);
};
const g2 = (scalar: bigint): Buffer => {
  if (scalar % Fr.ORDER === 0n) return Buffer.alloc(128);
  const { x, y } = bn254.G2.Point.BASE.multiply(scalar % Fr.ORDER).toAffine();
  return Buffer.concat([word(x.c1), word(x.c0), word(y.c1), word(y.c0)]);
};

/** On the twist, but outside the group: all but one in 2^254 of its points are. */
function outsideGroup(): Buffer {
  const b = bn254.G2.Point.CURVE().b;
  for (let n = 1n; ; n++) {
    const x = Fp2.create({ c0: n, c1: 1n });
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    try {
      const y = Fp2.sqrt(square);
      return Buffer.concat([word(x.c1), word(x.c0), word(y.c1), word(y.c0)]);
    } catch {
      // Half of all numbers are no squares.
    }
  }
}

/** The output, or that there is none. */
function outcome(work: () => Uint8Array): string {
  try {
    return Buffer.from(work()).toString("hex");
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message}`;
  }
}

const scalar = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, Fr.ORDER - 1n, Fr.ORDER, 2n ** 256n - 1n),
  fc.bigInt(0n, 2n ** 256n - 1n),
);
const coordinate = fc.constantFrom(0n, 1n, 2n, Fp.ORDER - 1n, Fp.ORDER, Fp.ORDER + 1n, Fp.ORDER + 2n, 2n ** 256n - 1n);
const anyG1 = fc.oneof(
  { weight: 4, arbitrary: scalar.map(g1) },
  { weight: 1, arbitrary: fc.tuple(coordinate, coordinate).map(([x, y]) => Buffer.concat([word(x), word(y)])) },
);
const anyG2 = fc.oneof(
  { weight: 6, arbitrary: scalar.map(g2) },
  { weight: 1, arbitrary: fc.constant(outsideGroup()) },
  {
    weight: 1,
    arbitrary: fc.array(coordinate, { minLength: 4, maxLength: 4 }).map((at) => Buffer.concat(at.map(word))),
  },
);

describe("The precompiles of alt_bn128 with the lever, whatever they are given", function () {
  this.timeout(120_000);

  before(async () => {
    // The first call of a process only begins to load.
    bn254Ready();
    await bn254Ready();
    assert.equal(bn254Ready(), undefined, "it has loaded");
  });

  it("add as noble does", () => {
    fc.assert(
      fc.property(anyG1, anyG1, (a, b) => {
        const input = Buffer.concat([a, b]);
        assert.equal(
          outcome(() => fastBn254.add(input)),
          outcome(() => noble.add(input)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("multiply as noble does", () => {
    fc.assert(
      fc.property(anyG1, scalar, (point, times) => {
        const input = Buffer.concat([point, word(times), Buffer.alloc(32)]);
        assert.equal(
          outcome(() => fastBn254.mul(input)),
          outcome(() => noble.mul(input)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("pair as noble does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyG1, anyG2), { maxLength: 3 }), (pairs) => {
        const input = Buffer.concat(pairs.flat());
        assert.equal(
          outcome(() => fastBn254.pairing(input)),
          outcome(() => noble.pairing(input)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("find the products that are one", () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        // e(aG, bH) e(-abG, H) = 1
        const negated = Fr.neg(Fr.mul(Fr.create(a), Fr.create(b)));
        const input = Buffer.concat([g1(a), g2(b), g1(negated), g2(1n)]);
        assert.equal(
          outcome(() => fastBn254.pairing(input)),
          word(1n).toString("hex"),
        );
      }),
      { numRuns: 40 },
    );
  });
});
