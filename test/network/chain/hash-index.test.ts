import assert from "node:assert/strict";
import fc from "fast-check";
import type { Hex } from "../../../plugin/engine/access/types.ts";
import { HashIndex } from "../../../plugin/network/chain/hash-index.ts";

/** Few different beginnings, so that many hashes look the same to the index. */
const hash = fc.nat(40).map((number): Hex => `0x${number.toString(16).padStart(8, "0").padEnd(64, "0")}`);

const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant("add" as const), hash, gap: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("keep" as const), from: fc.nat(100), to: fc.nat(100) }) },
);

describe("An index of hashes", () => {
  it("names exactly the positions under a hash that were added and not forgotten since", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: "max" }), (steps) => {
        const index = new HashIndex();
        let entries: { hash: Hex; position: number }[] = [];
        let next = 0;
        for (const one of steps) {
          if (one.kind === "add") {
            next += one.gap;
            index.add(one.hash, next);
            entries.push({ hash: one.hash, position: next });
          } else {
            const from = Math.floor((next * Math.min(one.from, one.to)) / 100);
            const to = Math.ceil((next * Math.max(one.from, one.to)) / 100);
            index.keep(from, to);
            entries = entries.filter(({ position }) => position >= from && position < to);
            next = Math.max(0, to - 1, entries.at(-1)?.position ?? 0);
          }
        }
        for (let number = 0; number <= 40; number++) {
          const asked: Hex = `0x${number.toString(16).padStart(8, "0").padEnd(64, "0")}`;
          const expected = entries.filter((entry) => entry.hash === asked).map(({ position }) => position);
          assert.deepEqual(
            [...index.candidates(asked)].sort((a, b) => a - b),
            expected,
          );
        }
      }),
    );
  });
});
