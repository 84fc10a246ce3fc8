import assert from "node:assert/strict";
import fc from "fast-check";
import type { Hex } from "../../plugin/engine/access/types.ts";
import { PreimageIndex } from "../../plugin/source/preimages.ts";
import { renderName } from "../../plugin/source/render.ts";
import { findSlot } from "../../plugin/source/slot-names.ts";
import type { LayoutField, LayoutType, StorageLayout } from "../../plugin/source/storage-layout.ts";
import { SlotCalculator, word } from "./slots.ts";

/** A type as a tree, from which both a layout and the slots of its parts are worked out. */
type Shape =
  | { kind: "uint"; bytes: number }
  | { kind: "mapping"; value: Shape }
  | { kind: "list"; element: Shape }
  | { kind: "array"; length: number; element: Shape }
  | { kind: "struct"; members: Shape[] };

const shapes: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: "medium" },
    fc.record({ kind: fc.constant("uint" as const), bytes: fc.constantFrom(1, 2, 5, 12, 16, 20, 32) }),
    fc.record({ kind: fc.constant("mapping" as const), value: tie("shape") }),
    fc.record({ kind: fc.constant("list" as const), element: tie("shape") }),
    fc.record({ kind: fc.constant("array" as const), length: fc.integer({ min: 1, max: 5 }), element: tie("shape") }),
    fc.record({
      kind: fc.constant("struct" as const),
      members: fc.array(tie("shape"), { minLength: 1, maxLength: 4 }),
    }),
  ),
})).shape;

/** The layout rules, written out a second time and recursively: size of a value in bytes, of anything else in slots. */
function slotsOf(shape: Shape): number {
  if (shape.kind === "array") {
    const { element, length } = shape;
    return element.kind === "uint" && element.bytes <= 16
      ? Math.ceil(length / Math.floor(32 / element.bytes))
      : length * slotsOf(element);
  }
  return shape.kind === "struct" ? place(shape.members).slots : 1;
}

function place(members: readonly Shape[]): { places: { slot: number; offset: number }[]; slots: number } {
  const places: { slot: number; offset: number }[] = [];
  let bytes = 0;
  for (const member of members) {
    const packs = member.kind === "uint" && (bytes % 32) + member.bytes <= 32;
    if (!packs) bytes = Math.ceil(bytes / 32) * 32;
    places.push({ slot: Math.floor(bytes / 32), offset: bytes % 32 });
    bytes += member.kind === "uint" ? member.bytes : slotsOf(member) * 32;
  }
  return { places, slots: Math.ceil(bytes / 32) };
}

function layoutOf(variables: readonly Shape[]): StorageLayout {
  const types = new Map<string, LayoutType>();
  const add = (shape: Shape): string => {
    const id = JSON.stringify(shape);
    if (shape.kind === "uint") {
      types.set(id, { kind: "value", bytes: shape.bytes, value: { kind: "uint" } });
    } else if (shape.kind === "mapping") {
      types.set("key", { kind: "value", bytes: 32, value: { kind: "uint" } });
      types.set(id, { kind: "mapping", key: "key", value: add(shape.value) });
    } else if (shape.kind === "list") {
      types.set(id, { kind: "dynamic-array", element: add(shape.element) });
    } else if (shape.kind === "array") {
      const slots = BigInt(slotsOf(shape));
      types.set(id, { kind: "array", element: add(shape.element), length: BigInt(shape.length), slots });
    } else {
      types.set(id, { kind: "struct", members: fieldsOf(shape.members), slots: BigInt(slotsOf(shape)) });
    }
    return id;
  };
  const fieldsOf = (members: readonly Shape[]): LayoutField[] => {
    const { places } = place(members);
    return members.map((member, i) => ({
      label: `v${i}`,
      type: add(member),
      slot: BigInt(places[i]?.slot ?? 0),
      offset: places[i]?.offset ?? 0,
    }));
  };
  return { fields: fieldsOf(variables), types };
}

interface Place {
  readonly name: string;
  readonly slot: bigint;
  readonly offset: number;
}

/** Walks from a variable to one of its parts, as the numbers say, hashing on the way as Solidity does. */
function walk(shape: Shape, at: Place, next: () => number, slots: SlotCalculator): Place {
  const { name, slot, offset } = at;
  switch (shape.kind) {
    case "uint":
      return at;
    case "mapping": {
      const key = BigInt(next());
      return walk(shape.value, { name: `${name}[${key}]`, slot: slots.value(slot, word(key)), offset: 0 }, next, slots);
    }
    case "struct": {
      const i = next() % shape.members.length;
      const inner = place(shape.members).places[i] ?? { slot: 0, offset: 0 };
      const member = { name: `${name}.v${i}`, slot: slot + BigInt(inner.slot), offset: inner.offset };
      return walk(shape.members[i] as Shape, member, next, slots);
    }
    case "list": {
      if (next() % 4 === 0) return { name: `${name}.length`, slot, offset };
      return walkElement(shape.element, next(), { name, slot: slots.content(slot), offset: 0 }, next, slots);
    }
    case "array":
      return walkElement(shape.element, next() % shape.length, at, next, slots);
  }
}

function walkElement(element: Shape, index: number, at: Place, next: () => number, slots: SlotCalculator): Place {
  const name = `${at.name}[${index}]`;
  if (element.kind === "uint" && element.bytes <= 16) {
    const perSlot = Math.floor(32 / element.bytes);
    const slot = at.slot + BigInt(Math.floor(index / perSlot));
    return { name, slot, offset: (index % perSlot) * element.bytes };
  }
  return walk(element, { name, slot: at.slot + BigInt(index * slotsOf(element)), offset: 0 }, next, slots);
}

describe("From a slot to its name", () => {
  const variables = fc.array(shapes, { minLength: 1, maxLength: 4 });

  it("finds the path of any part of any variable, from the slot and the hashes alone", () => {
    let hashed = 0;
    fc.assert(
      fc.property(variables, fc.array(fc.nat(100_000), { minLength: 30, maxLength: 30 }), (shapes, numbers) => {
        const slots = new SlotCalculator();
        // Hashes of other things must not lead astray.
        for (let i = 0n; i < 20n; i++) slots.value(1000n + i, word(i));
        let at = 0;
        const next = () => numbers[at++ % numbers.length] as number;
        const expected = walk({ kind: "struct", members: shapes }, { name: "C", slot: 0n, offset: 0 }, next, slots);
        const found = findSlot(layoutOf(shapes), word(expected.slot), [slots.preimages]);
        const members = found.map((member) => ({ name: renderName("C", member, {}), offset: member.offset }));
        const { name, offset } = expected;
        assert.deepEqual(
          members.filter((member) => member.offset === offset),
          [{ name, offset }],
        );
        if (expected.slot > 2n ** 64n) hashed += 1;
      }),
      { numRuns: 1000 },
    );
    assert.ok(hashed > 200, `${hashed} of 1000 places were behind a hash`);
  });

  it("finds no two members in the same bytes", () => {
    fc.assert(
      fc.property(variables, fc.nat(40), (shapes, slot) => {
        const found = findSlot(layoutOf(shapes), word(BigInt(slot)), [new PreimageIndex()]);
        let end = 0;
        for (const { offset, size } of found) {
          assert.ok(offset >= end);
          end = offset + size;
        }
        assert.ok(end <= 32);
      }),
    );
  });

  it("does not go in circles where made-up hashes do", () => {
    const layout = layoutOf([{ kind: "mapping", value: { kind: "uint", bytes: 32 } }]);
    const preimages = new PreimageIndex();
    const a = word(2n ** 200n);
    const b = word(2n ** 201n);
    preimages.add(a, `0x${"00".repeat(32)}${b.slice(2)}`);
    preimages.add(b, `0x${"00".repeat(32)}${a.slice(2)}`);
    assert.deepEqual(findSlot(layout, a, [preimages]), []);
  });
});

describe("The index of preimages", () => {
  it("finds the nearest hash at or below a slot", () => {
    const hashes = fc.uniqueArray(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(hashes, fc.bigInt({ min: 0n, max: 1100n }), (known, slot) => {
        const index = new PreimageIndex();
        for (const hash of known) index.add(word(hash), word(hash * 7n));
        const below = known.filter((hash) => hash <= slot).sort((a, b) => (a < b ? 1 : -1))[0];
        const expected = below === undefined ? undefined : { preimage: word(below * 7n), distance: slot - below };
        assert.deepEqual(index.find(word(slot)), expected);
      }),
    );
  });

  it("does not connect a slot to a hash that is further away than any array is long", () => {
    const index = new PreimageIndex();
    index.add(word(5n), word(1n));
    const preimage: Hex = word(1n);
    assert.deepEqual(index.find(word(5n + 2n ** 64n - 1n)), { preimage, distance: 2n ** 64n - 1n });
    assert.equal(index.find(word(5n + 2n ** 64n)), undefined);
  });
});
