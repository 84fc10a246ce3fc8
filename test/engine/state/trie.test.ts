import assert from "node:assert/strict";
import { createMerkleProof, MerklePatriciaTrie, verifyMerkleProof } from "@ethereumjs/mpt";
import { bytesToHex } from "@ethereumjs/util";
import fc from "fast-check";
import {
  EMPTY_TRIE_ROOT,
  type Trie,
  TrieBatch,
  trieDelete,
  trieGet,
  trieProof,
  triePut,
  trieRoot,
} from "../../../plugin/engine/state/trie.ts";

/** Keys that share beginnings and contain each other: all shapes of nodes come about. */
const key = fc
  .array(fc.constantFrom(0x00, 0x01, 0x10, 0x11), { minLength: 1, maxLength: 3 })
  .map((bytes) => Uint8Array.from(bytes));
const value = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 2 }), fc.uint8Array({ minLength: 40, maxLength: 60 }));
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ key, value }) },
  { weight: 2, arbitrary: fc.record({ key, value: fc.constant(undefined) }) },
);

function apply(trie: Trie, { key, value }: { key: Uint8Array; value: Uint8Array | undefined }): Trie {
  return value === undefined ? trieDelete(trie, key) : triePut(trie, key, value);
}

describe("The persistent trie", () => {
  it("has the root of @ethereumjs/mpt, filled with what is left, after every put and delete", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 20 }), async (changes) => {
        const left = new Map<string, { key: Uint8Array; value: Uint8Array }>();
        let trie: Trie;
        for (const step of changes) {
          trie = apply(trie, step);
          if (step.value === undefined) left.delete(bytesToHex(step.key));
          else left.set(bytesToHex(step.key), { key: step.key, value: step.value });
          // Filled anew: deleting a key next to one that is its beginning leaves the reference with a wrong root.
          const reference = new MerklePatriciaTrie();
          for (const { key, value } of left.values()) await reference.put(key, value);
          assert.equal(bytesToHex(trieRoot(trie)), bytesToHex(reference.root()));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("finds what was put and not deleted", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), key, (changes, asked) => {
        const model = new Map<string, Uint8Array>();
        let trie: Trie;
        for (const step of changes) {
          trie = apply(trie, step);
          if (step.value === undefined) model.delete(bytesToHex(step.key));
          else model.set(bytesToHex(step.key), step.value);
        }
        assert.deepEqual(trieGet(trie, asked), model.get(bytesToHex(asked)));
      }),
    );
  });

  it("keeps its old versions when it is changed", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const versions: { trie: Trie; root: string }[] = [];
        let trie: Trie;
        for (const step of changes) {
          versions.push({ trie, root: bytesToHex(trieRoot(trie)) });
          trie = apply(trie, step);
        }
        for (const version of versions) assert.equal(bytesToHex(trieRoot(version.trie)), version.root);
      }),
    );
  });

  it("is the same when changes are made in batches, and keeps its versions between them", () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 10 }), { maxLength: 6 }), (batches) => {
        const versions: { trie: Trie; root: string }[] = [];
        let [trie, inBatches]: Trie[] = [];
        for (const changes of batches) {
          versions.push({ trie: inBatches, root: bytesToHex(trieRoot(inBatches)) });
          const batch = new TrieBatch();
          for (const step of changes) {
            trie = apply(trie, step);
            inBatches =
              step.value === undefined ? apply(inBatches, step) : triePut(inBatches, step.key, step.value, batch);
          }
          assert.equal(bytesToHex(trieRoot(inBatches)), bytesToHex(trieRoot(trie)));
        }
        for (const { trie, root } of versions) assert.equal(bytesToHex(trieRoot(trie)), root);
      }),
    );
  });

  it("is the same whatever the order in which it was filled", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { selector: bytesToHex, maxLength: 15 }), (keys) => {
        const fill = (order: Uint8Array[]): string => {
          let trie: Trie;
          for (const key of order) trie = triePut(trie, key, Uint8Array.of(1, ...key));
          return bytesToHex(trieRoot(trie));
        };
        assert.equal(fill(keys), fill([...keys].reverse()));
      }),
    );
  });

  it("proves what is there and what is not as @ethereumjs/mpt does", async () => {
    // With short values, @ethereumjs/mpt lists nodes that their parents contain; clients list what hashes refer to.
    const value = fc.uint8Array({ minLength: 40, maxLength: 60 });
    const fixedKey = fc.uint8Array({ minLength: 2, maxLength: 2, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fixedKey, value), { minLength: 1, maxLength: 20 }),
        fixedKey,
        async (entries, asked) => {
          const reference = new MerklePatriciaTrie();
          let trie: Trie;
          for (const [key, value] of entries) {
            trie = triePut(trie, key, value);
            await reference.put(key, value);
          }
          const proof = trieProof(trie, asked);
          assert.deepEqual(proof.map(bytesToHex), (await createMerkleProof(reference, asked)).map(bytesToHex));
          const proven = await verifyMerkleProof(asked, proof);
          assert.deepEqual(proven ?? undefined, trieGet(trie, asked));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("has a fixed root when it is empty", () => {
    assert.equal(bytesToHex(EMPTY_TRIE_ROOT), "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    assert.deepEqual(trieRoot(triePut(undefined, Uint8Array.of(1), Uint8Array.of(1))).length, 32);
    assert.equal(trieDelete(triePut(undefined, Uint8Array.of(1), Uint8Array.of(1)), Uint8Array.of(1)), undefined);
  });
});
