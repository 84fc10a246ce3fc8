import assert from "node:assert/strict";
import { bigIntToUnpaddedBytes } from "@ethereumjs/util";
import fc from "fast-check";
import { integerBytes } from "../../../plugin/engine/state/rlp.ts";

describe("An integer of RLP", () => {
  it("has no leading zeros, whatever its size", () => {
    const anySize = fc.nat(256).chain((bits) => fc.bigInt(0n, (1n << BigInt(bits)) - 1n));
    fc.assert(
      fc.property(anySize, (value) => {
        assert.deepEqual(Uint8Array.from(integerBytes(value)), bigIntToUnpaddedBytes(value));
      }),
      { numRuns: 1000, examples: [[0n], [2n ** 53n - 1n], [2n ** 53n], [2n ** 64n], [2n ** 128n - 1n], [2n ** 128n]] },
    );
  });
});
