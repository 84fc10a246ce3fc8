import assert from "node:assert/strict";
import fc from "fast-check";
import { PreimageCollector } from "../../../plugin/engine/access/preimages.ts";
import { keccak256 } from "../../../plugin/engine/crypto/keccak.ts";
import { type Digest, SlotDigests } from "../../../plugin/engine/evm/hot-opcodes/slot-digests.ts";
import { bytesToWord } from "../../../plugin/engine/evm/words.ts";
import { bytesToHexString, bytesToKey } from "../../../plugin/engine/state/keys.ts";

function digestOf(preimage: Uint8Array): Digest {
  const bytes = keccak256(preimage);
  return { bytes, word: bytesToWord(bytes), round: -1 };
}

/** Few different ones, which often have the same place: that is given by the end of each half. */
const preimage = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(40)).map(([a, b, c, d, offset]) => {
  const bytes = new Uint8Array(64);
  [bytes[0], bytes[31], bytes[32], bytes[63]] = [a, b, c, d];
  return { bytes, offset };
});

describe("Remembered hashes of slots", () => {
  it("are those of the bytes, whatever was hashed before at their place", () => {
    fc.assert(
      fc.property(fc.array(preimage, { maxLength: 200 }), (preimages) => {
        const digests = new SlotDigests();
        for (const { bytes, offset } of preimages) {
          const memory = new Uint8Array(offset + 64);
          memory.set(bytes, offset);
          const digest = digests.of(new DataView(memory.buffer), offset, () => digestOf(bytes));
          assert.deepEqual(digest.bytes, keccak256(bytes));
          assert.equal(digest.word, BigInt(bytesToHexString(keccak256(bytes))));
        }
      }),
    );
  });

  it("are computed once for the same bytes", () => {
    const digests = new SlotDigests();
    const memory = Uint8Array.from({ length: 64 }, (_, i) => i);
    let computed = 0;
    for (let i = 0; i < 3; i++) {
      digests.of(new DataView(memory.buffer), 0, () => {
        computed++;
        return digestOf(memory);
      });
    }
    assert.equal(computed, 1);
  });

  it("are entered once for each transaction as the name of a slot", () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);
    const digest = digestOf(bytes);
    const collector = new PreimageCollector(() => [{ slot: bytesToKey(digest.bytes) }]);
    const expected = [{ hash: bytesToHexString(digest.bytes), preimage: bytesToHexString(bytes) }];
    for (let transaction = 0; transaction < 3; transaction++) {
      collector.clear();
      assert.deepEqual(collector.used(), []);
      collector.addOnce(digest, bytes);
      collector.addOnce(digest, bytes);
      assert.deepEqual(collector.used(), expected);
    }
  });
});
