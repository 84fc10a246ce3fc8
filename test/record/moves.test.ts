import assert from "node:assert/strict";
import fc from "fast-check";
import { describeMoves, Move } from "../../plugin/record/moves.ts";

const NOW = 1_700_000_000n;
const nobody = { clock: NOW, isKey: () => false };

const member = (offset: number, size: number, type?: string) => ({ offset, size, type });

describe("How values move", () => {
  it("is said of each member of a slot by its own bytes", () => {
    const members = [member(0, 14, "uint112"), member(14, 14, "uint112"), member(28, 4, "uint32")];
    const slot = (a: bigint, b: bigint, c: bigint) => a | (b << 112n) | (c << 224n);
    assert.equal(describeMoves(slot(5n, 9n, 1n), slot(6n, 2n, NOW), members, nobody), "1-t");
    assert.equal(describeMoves(slot(5n, 9n, 1n), slot(5n, 20n, 1n), members, nobody), ".+.");
  });

  it("reads numbers with a sign", () => {
    const int = [member(4, 3, "int24")];
    const slot = (value: bigint) => BigInt.asUintN(24, value) << 32n;
    assert.equal(describeMoves(slot(-1n), slot(0n), int, nobody), Move.NEXT);
    assert.equal(describeMoves(slot(5n), slot(-5n), int, nobody), Move.LESS);
    assert.equal(describeMoves(slot(-9n), slot(-2n), int, nobody), Move.MORE);
  });

  it("is no way up or down for what is no number, or of unknown type", () => {
    for (const type of ["address", "bool", "bytes32", "enum", undefined]) {
      assert.equal(describeMoves(1n, 2n, [member(0, 32, type)], nobody), Move.OTHER);
    }
  });

  it("tells ids from counts by what else the transaction changes", () => {
    const count = [member(0, 32, "uint256")];
    for (const key of [6n, 7n]) {
      assert.equal(describeMoves(6n, 7n, count, { clock: NOW, isKey: (value) => value === key }), Move.NEXT_AS_KEY);
    }
    assert.equal(describeMoves(6n, 8n, count, { clock: NOW, isKey: () => true }), Move.MORE);
  });

  it("has a letter for each member, and says nothing of those that stay as they are", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), fc.integer({ min: 0, max: 31 }), (word, changed) => {
        const members = Array.from({ length: 32 }, (_, offset) => member(offset, 1, "uint8"));
        const moves = describeMoves(word, word ^ (1n << BigInt(changed * 8)), members, nobody);
        assert.equal(moves.length, 32);
        assert.deepEqual(
          [...moves].flatMap((move, at) => (move === Move.NONE ? [] : [at])),
          [changed],
        );
      }),
    );
  });
});
