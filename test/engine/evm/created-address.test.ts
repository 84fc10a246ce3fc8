import assert from "node:assert/strict";
import { bigIntToBytes, generateAddress, generateAddress2 } from "@ethereumjs/util";
import fc from "fast-check";
import { create2Address, createAddress } from "../../../plugin/engine/evm/created-address.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe("The address of a new contract", () => {
  it("is that of @ethereumjs/util for any creator and nonce", () => {
    const nonce = fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }));
    fc.assert(
      fc.property(bytes(20), nonce, (creator, value) => {
        assert.deepEqual(createAddress(creator, value), generateAddress(creator, bigIntToBytes(value)));
      }),
    );
  });

  it("is that of @ethereumjs/util for any creator, salt and init code", () => {
    fc.assert(
      fc.property(bytes(20), bytes(32), fc.uint8Array({ maxLength: 600 }), (creator, salt, code) => {
        assert.deepEqual(create2Address(creator, salt, code), generateAddress2(creator, salt, code));
      }),
    );
  });
});
