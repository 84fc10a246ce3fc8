import assert from "node:assert/strict";
import { ecrecover, hexToBytes } from "@ethereumjs/util";
import { secp256k1 as noble } from "@noble/curves/secp256k1.js";
import { SigningKey } from "ethers/crypto";
import { computeAddress } from "ethers/transaction";
import * as fc from "fast-check";
import { cryptoInUse } from "../../../plugin/engine/crypto/crypto-in-use.ts";
import {
  firstThatWorks,
  nativeSecp256k1,
  nobleSecp256k1,
  type Secp256k1,
  secp256k1,
  wasmSecp256k1,
} from "../../../plugin/engine/crypto/secp256k1.ts";
import { addressOfPrivateKey, ecrecoverWith, ecsignWith, signHash } from "../../../plugin/engine/crypto/signatures.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const privateKeys = bytes32.filter((key) => noble.utils.isValidSecretKey(key));

/** The libraries that this machine has. Native code need not be there. */
function libraries(): Secp256k1[] {
  const found = [wasmSecp256k1(), nobleSecp256k1()];
  try {
    found.push(nativeSecp256k1());
  } catch {
    // Then there is nothing of it to compare.
  }
  return found;
}

function outcomeOf(work: () => Uint8Array): string {
  try {
    return Buffer.from(work()).toString("hex");
  } catch {
    return "throws";
  }
}

for (const curve of libraries()) {
  describe(`the curve secp256k1 by ${curve.library}`, () => {
    const recover = ecrecoverWith(curve);
    const sign = ecsignWith(curve);

    it("signs bit for bit as @ethereumjs does, and is recovered to the signer", () => {
      fc.assert(
        fc.property(bytes32, privateKeys, (hash, key) => {
          const options = { extraEntropy: false, format: "recovered", prehash: false } as const;
          const signature = sign(hash, key, options);
          assert.deepEqual(signature, noble.sign(hash, key, options));
          const publicKey = recover(
            hash,
            BigInt(signature[0] as number),
            signature.subarray(1, 33),
            signature.subarray(33),
          );
          assert.deepEqual(Buffer.from(publicKey), Buffer.from(noble.getPublicKey(key, false).subarray(1)));
        }),
      );
    });

    it("signs hashes above the order of the curve as @ethereumjs does", () => {
      const hash = new Uint8Array(32).fill(0xff);
      const key = new Uint8Array(32).fill(7);
      const options = { format: "recovered", prehash: false } as const;
      assert.deepEqual(sign(hash, key, options), noble.sign(hash, key, options));
    });

    it("leaves signatures with extra entropy and in other formats to @ethereumjs", () => {
      const [hash, key] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
      const extraEntropy = new Uint8Array(32).fill(3);
      const withEntropy = { extraEntropy, format: "recovered", prehash: false } as const;
      assert.deepEqual(sign(hash, key, withEntropy), noble.sign(hash, key, withEntropy));
      assert.deepEqual(sign(hash, key, { format: "der" }), noble.sign(hash, key, { format: "der" }));
      assert.deepEqual(sign(hash, key), noble.sign(hash, key));
    });

    it("recovers what @ethereumjs recovers from any bytes, and nothing where it recovers nothing", () => {
      const order = noble.Point.Fn.ORDER;
      const word = (value: bigint) => hexToBytes(`0x${value.toString(16).padStart(64, "0")}`);
      const part = fc.oneof(
        bytes32,
        fc.constantFrom(0n, 1n, 2n, order / 2n, order - 1n, order, order + 1n, 2n ** 256n - 1n).map(word),
        fc.uint8Array({ maxLength: 33 }),
      );
      const v = fc.constantFrom(0n, 1n, 2n, 26n, 27n, 28n, 29n, 35n, 36n, 2709n, 2710n);
      const chainId = fc.constantFrom(undefined, 1n, 1337n);
      fc.assert(
        fc.property(bytes32, v, part, part, chainId, (hash, v, r, s, chainId) => {
          assert.equal(
            outcomeOf(() => recover(hash, v, r, s, chainId)),
            outcomeOf(() => ecrecover(hash, v, r, s, chainId)),
          );
        }),
        { numRuns: 300 },
      );
    });

    it("computes public keys, and refuses private keys out of range", () => {
      fc.assert(
        fc.property(privateKeys, (key) => {
          assert.deepEqual(Buffer.from(curve.publicKey(key)), Buffer.from(noble.getPublicKey(key, false)));
        }),
        { numRuns: 30 },
      );
      assert.throws(() => curve.publicKey(new Uint8Array(32)));
      assert.throws(() => curve.publicKey(new Uint8Array(32).fill(0xff)));
    });
  });
}

describe("the choice of cryptography", () => {
  it("passes over libraries that do not load or that compute something else", () => {
    const missing = (): Secp256k1 => {
      throw new Error("not built for this platform");
    };
    const broken = (): Secp256k1 => ({ ...wasmSecp256k1(), publicKey: () => new Uint8Array(65) });
    assert.equal(firstThatWorks(missing, broken, wasmSecp256k1).library, "tiny-secp256k1");
    assert.equal(firstThatWorks(missing, broken).library, "noble");
  });

  it("names the libraries in use", async () => {
    const { keccak, ecrecover, ecsign } = await cryptoInUse();
    assert.equal(keccak, "hash-wasm");
    assert.equal(ecrecover, secp256k1().library);
    assert.equal(ecsign, ecrecover);
  });

  it("signs messages and derives addresses as ethers does", () => {
    const key = new Uint8Array(32).fill(0x42);
    const hash = new Uint8Array(32).fill(0x17);
    const expected = new SigningKey(key).sign(hash).serialized;
    assert.equal(`0x${Buffer.from(signHash(hash, key)).toString("hex")}`, expected);
    assert.equal(addressOfPrivateKey(key).toString(), computeAddress(new SigningKey(key)).toLowerCase());
  });
});
