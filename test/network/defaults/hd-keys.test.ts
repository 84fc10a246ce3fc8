import assert from "node:assert/strict";
import { HDKey } from "ethereum-cryptography/hdkey";
import fc from "fast-check";
import { childrenOf, deriveKey, mnemonicSeed } from "../../../plugin/network/defaults/hd-keys.ts";

const hex = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString("hex");

describe("Keys derived from a mnemonic", () => {
  it("begin with the seed of BIP-39's test vector", async () => {
    const mnemonic = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    assert.equal(
      hex(await mnemonicSeed(mnemonic, "TREZOR")),
      "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607",
    );
  });

  it("are those of BIP-32's second test vector", () => {
    const seed = Buffer.from(
      "fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a29f9c999693908d8a8784817e7b7875726f6c696663605d5a5754514e4b484542",
      "hex",
    );
    const expected = HDKey.fromExtendedKey(
      "xprvA2nrNbFZABcdryreWet9Ea4LvTJcGsqrMzxHx98MMrotbir7yrKCEXw7nadnHM8Dq38EGfSh6dqA9QWTyefMLEcBYJUuekgW4BYPJcr9E7j",
    );
    const { privateKey, chainCode } = deriveKey(seed, "m/0/2147483647'/1/2147483646'/2");
    assert.equal(hex(privateKey), hex(expected.privateKey));
    assert.equal(hex(chainCode), hex(expected.chainCode));
  });

  it("are those of another implementation for every seed and path", () => {
    const step = fc.tuple(fc.nat(2 ** 31 - 1), fc.boolean());
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 64 }),
        fc.array(step, { maxLength: 3 }),
        fc.nat(1000),
        (seed, steps, index) => {
          const path = ["m", ...steps.map(([number, hardened]) => `${number}${hardened ? "'" : ""}`)].join("/");
          const expected = HDKey.fromMasterSeed(seed).derive(path).deriveChild(index);
          const actual = childrenOf(deriveKey(seed, path))(index);
          assert.equal(hex(actual.privateKey), hex(expected.privateKey));
          assert.equal(hex(actual.chainCode), hex(expected.chainCode));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("are not made up for a path that is none", () => {
    for (const path of ["44'/60'", "m/x", "m/2147483648", "m/-1", "m//0"]) {
      assert.throws(() => deriveKey(new Uint8Array(64), path), RangeError, path);
    }
  });
});
