import assert from "node:assert/strict";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { keccak256, keccakReady } from "../../../plugin/engine/crypto/keccak.ts";

describe("Keccak", () => {
  before(() => keccakReady);

  it("is that of noble for inputs of any length, parts of larger arrays included", () => {
    const larger = fc.uint8Array({ minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(larger, fc.nat(), fc.nat(), (bytes, from, to) => {
        const input = bytes.subarray(from % bytes.length, 1 + (to % bytes.length));
        assert.deepEqual(Buffer.from(keccak256(input)), Buffer.from(keccak_256(input)));
      }),
      { numRuns: 300 },
    );
    for (const length of [0, 1, 63, 64, 65, 135, 136, 137]) {
      const input = new Uint8Array(length).fill(7);
      assert.deepEqual(Buffer.from(keccak256(input)), Buffer.from(keccak_256(input)));
    }
  });

  it("keeps what it returned before", () => {
    const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
    const first = keccak256(one);
    const copy = first.slice();
    keccak256(two);
    assert.deepEqual(first, copy);
  });
});
