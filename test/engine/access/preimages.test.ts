import assert from "node:assert/strict";
import { bytesToHex, hexToBytes } from "@ethereumjs/util";
import * as fc from "fast-check";
import { PreimageCollector } from "../../../plugin/engine/access/preimages.ts";
import type { KeccakPreimage } from "../../../plugin/engine/access/types.ts";
import { keccak256 } from "../../../plugin/engine/crypto/keccak.ts";
import { wordToSlotKey } from "../../../plugin/engine/state/keys.ts";
import { assemble } from "../../helpers/assembly.ts";
import { SingleTransactions } from "../../helpers/single-transactions.ts";

const word = (value: bigint | number): Uint8Array => hexToBytes(`0x${value.toString(16).padStart(64, "0")}`);
const join = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
const asWord = (hash: Uint8Array): bigint => BigInt(bytesToHex(hash));

const usesOf = (slots: readonly string[]) => slots.map((slot) => ({ slot }));

/** The preimages that are kept when `hashed` were hashed and `slots` used. */
function naming(hashed: readonly Uint8Array[], ...slots: bigint[]): string[] {
  const collector = new PreimageCollector(() => usesOf(slots.map(wordToSlotKey)));
  for (const preimage of hashed) collector.add(keccak256(preimage), preimage);
  return collector.used().map(({ hash, preimage }) => {
    assert.equal(hash, bytesToHex(keccak256(hexToBytes(preimage))));
    return preimage;
  });
}

describe("The preimages of a transaction", () => {
  const element = join(word(0xabc), word(2));
  const slot = asWord(keccak256(element));

  it("are those whose hash is a slot that was used", () => {
    const other = join(word(0xdef), word(2));
    assert.deepEqual(naming([element, other], slot, 3n), [bytesToHex(element)]);
    assert.deepEqual(naming([element, other], 3n), []);
  });

  it("can be asked for when the collector is at another transaction already", () => {
    const slots = [wordToSlotKey(slot)];
    const collector = new PreimageCollector(() => usesOf(slots));
    collector.add(keccak256(element), element);
    const expected = collector.used();
    const later = collector.usedLater();
    const other = join(word(0xdef), word(2));
    collector.clear();
    slots.pop();
    collector.add(keccak256(other), other);
    assert.equal(expected.length, 1);
    assert.deepEqual(later(), expected);
    // A log too long to be kept is looked through at once.
    slots.push(wordToSlotKey(slot));
    for (let i = 0; i < 2000; i++) collector.add(keccak256(word(i)), word(i));
    collector.add(keccak256(element), element);
    const longLater = collector.usedLater();
    collector.clear();
    assert.deepEqual(longLater(), expected);
  });

  it("name members of a struct and elements of an array by the hash below the slot", () => {
    assert.deepEqual(naming([element], slot + 5n), [bytesToHex(element)]);
    assert.deepEqual(naming([word(7)], asWord(keccak256(word(7))) + 2n ** 32n - 1n), [bytesToHex(word(7))]);
    assert.deepEqual(naming([word(7)], asWord(keccak256(word(7))) + 2n ** 32n), []);
    assert.deepEqual(naming([word(7)], asWord(keccak256(word(7))) - 1n), []);
  });

  it("lead through nested mappings, structs and arrays to a slot that is no hash", () => {
    const outer = join(word(1), word(9));
    // mapping(k1 => struct { x; mapping(k2 => array) }): the inner mapping is one above the outer value.
    const inner = join(word(2), word(asWord(keccak256(outer)) + 1n));
    const array = word(asWord(keccak256(inner)));
    const used = asWord(keccak256(array)) + 3n;
    assert.deepEqual(naming([outer, inner, array, element], used), [array, inner, outer].map(bytesToHex));
  });

  it("have the whole key of a mapping by strings", () => {
    const named = join(Buffer.from("a key that is longer than one word, as strings may be"), word(4));
    assert.deepEqual(naming([named], asWord(keccak256(named))), [bytesToHex(named)]);
  });

  it("are kept through any number of hashes that name nothing", () => {
    const used: string[] = [];
    const collector = new PreimageCollector(() => usesOf(used));
    collector.add(keccak256(element), element);
    used.push(wordToSlotKey(slot));
    for (let i = 0n; i < 40_000n; i++) collector.add(word((i + 1n) << 200n), element);
    assert.deepEqual(collector.used(), [{ hash: bytesToHex(keccak256(element)), preimage: bytesToHex(element) }]);
  });

  it("are those of the highest hash less than 2^32 below the slot, however near others are", () => {
    const words = fc
      .tuple(fc.constantFrom(5n, 1n << 96n, 1n << 223n, (1n << 223n) + (1n << 40n)), fc.constantFrom(0n, 1n, 2n, 300n))
      .map(([high, low]) => (high << 32n) - 2n + low);
    const uses = fc.tuple(words, fc.constantFrom(0n, 1n, 299n, 2n ** 32n - 1n, 2n ** 32n));
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), fc.array(uses, { minLength: 1, maxLength: 3 }), (hashes, uses) => {
        const slots = uses.map(([base, above]) => base + above);
        const collector = new PreimageCollector(() => usesOf(slots.map(wordToSlotKey)));
        // What they are the hashes of names nothing further.
        const nothing = word(3);
        for (const hash of hashes) collector.add(word(hash), nothing);
        const below = (slot: bigint) => hashes.filter((hash) => hash <= slot && slot - hash < 2n ** 32n);
        const expected = slots.flatMap((slot) => below(slot).sort((a, b) => (a < b ? 1 : -1))[0] ?? []);
        assert.deepEqual(
          collector.used().map(({ hash }) => BigInt(hash)),
          [...new Set(expected)],
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("can be asked for long after, of any number of transactions of any size", () => {
    const sizes = fc.constantFrom(0, 1, 2, 30, 45, 500, 900);
    fc.assert(
      fc.property(fc.array(fc.tuple(sizes, fc.boolean()), { maxLength: 40 }), (transactions) => {
        let slots: bigint[] = [];
        const collector = new PreimageCollector(() => usesOf(slots.map(wordToSlotKey)));
        const asked: [later: () => KeccakPreimage[], preimages: string[]][] = [];
        for (const [index, [size, isAsked]] of transactions.entries()) {
          collector.clear();
          const preimages = Array.from({ length: size }, (_, i) => join(word(index), word(i), word(7)));
          // Far from each other, and never as low as a variable's slot.
          slots = preimages.map((_, i) => (BigInt(index * 1000 + i) + 1n) << 128n);
          for (const [i, preimage] of preimages.entries()) collector.add(word(slots[i] as bigint), preimage);
          if (isAsked) asked.push([collector.usedLater(), preimages.map((preimage) => bytesToHex(preimage))]);
        }
        collector.clear();
        for (const [later, preimages] of asked) {
          assert.deepEqual(
            later().map(({ preimage }) => preimage),
            preimages,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it("are recorded where the code hashed them, not where it hashed anything else", async () => {
    const chain = await SingleTransactions.create();
    // slot keccak(caller . 0) is incremented; keccak of 96 bytes is only stored as a value.
    const code = assemble(
      "CALLER", 0, "MSTORE", 64, 0, "KECCAK256", "SLOAD",
      96, 0, "KECCAK256", 1, "SSTORE",
    ); // biome-ignore format: one operation a line
    const { record } = await chain.run(code);
    const [sender] = chain.senders;
    assert.deepEqual(record.preimages, [
      {
        hash: bytesToHex(keccak256(join(word(BigInt(String(sender))), word(0)))),
        preimage: bytesToHex(join(word(BigInt(String(sender))), word(0))),
      },
    ]);
  });
});
