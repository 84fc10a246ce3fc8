import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bytesToWord,
  readWord,
  sliceToWord,
  wordToAddress,
  wordToBytes,
  wordToShortBytes,
  wordToSlot,
  writeWord,
} from "../../../plugin/engine/evm/words.ts";
import { keyToBytes } from "../../../plugin/engine/state/keys.ts";

const bits = fc.constantFrom(0n, 1n, 8n, 48n, 49n, 63n, 64n, 65n, 128n, 160n, 192n, 193n, 255n, 256n);
/** Words of every size, those around the 64-bit pieces above all. */
const word = fc.oneof(
  bits.map((size) => (size === 0n ? 0n : 2n ** size - 1n)),
  bits.map((size) => BigInt.asUintN(256, 2n ** size)),
  bits.chain((size) => fc.bigInt({ min: 0n, max: 2n ** size - 1n })),
);

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const paddedHex = (value: bigint): string => value.toString(16).padStart(64, "0");

describe("A word of the EVM", () => {
  it("becomes its 32 bytes, big-endian, as bytes, in memory and as the key of a slot", () => {
    fc.assert(
      fc.property(word, fc.nat(40), (value, offset) => {
        const memory = new Uint8Array(80).fill(0xaa);
        writeWord(new DataView(memory.buffer), offset, value);
        assert.equal(hexOf(memory), `${"aa".repeat(offset)}${paddedHex(value)}${"aa".repeat(48 - offset)}`);
        assert.equal(hexOf(wordToBytes(value)), paddedHex(value));
        assert.equal(hexOf(keyToBytes(wordToSlot(value))), paddedHex(value));
      }),
    );
  });

  it("is an account by its low 20 bytes", () => {
    fc.assert(
      fc.property(word, (value) => assert.equal(wordToAddress(value).toString(), `0x${paddedHex(value).slice(24)}`)),
    );
  });

  it("is stored without leading zeros", () => {
    fc.assert(
      fc.property(word, (value) => {
        const short = wordToShortBytes(value);
        assert.equal(hexOf(short).padStart(64, "0"), paddedHex(value));
        assert.notEqual(short[0], 0);
      }),
    );
  });

  it("comes back from bytes of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
        assert.equal(bytesToWord(bytes), BigInt(`0x0${hexOf(bytes)}`));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 64 }), (bytes) => {
        const offset = bytes.length - 32;
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        assert.equal(readWord(view, offset), BigInt(`0x${hexOf(bytes.subarray(offset))}`));
      }),
    );
  });

  it("is read with zeros where data or code end before it", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(50),
        fc.integer({ min: 1, max: 32 }),
        (bytes, at, length) => {
          const expected = hexOf(bytes.subarray(at, at + length)).padEnd(length * 2, "0");
          assert.equal(sliceToWord(bytes, at, length), BigInt(`0x${expected}`));
        },
      ),
    );
  });
});
