import assert from "node:assert/strict";
import fc from "fast-check";
import { Journal, type JournalEntry } from "../../../plugin/engine/state/journal.ts";
import { EMPTY_BYTES, EMPTY_CODE_HASH } from "../../../plugin/engine/state/keys.ts";
import type { AccountState } from "../../../plugin/engine/state/types.ts";

/** So few at once that short lists are packed, several times over. */
const AT_ONCE = 3;

/** With the prototype that objects have. */
const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { noNullPrototype: true });

const address = fc.constantFrom("a".repeat(20), "b".repeat(20));
const slot = fc.constantFrom("x".repeat(32), "y".repeat(32));
const number = fc.oneof(fc.bigInt({ min: 0n, max: 2n }), fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }));
const codeHash = fc.constantFrom(EMPTY_CODE_HASH, "c".repeat(32), "d".repeat(32));
const NOTHING: AccountState = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH };
const account = fc.oneof(
  fc.constantFrom(undefined, NOTHING),
  record({ nonce: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), balance: number, codeHash }),
);
const value = fc.oneof(fc.constant(EMPTY_BYTES), fc.uint8Array({ minLength: 1, maxLength: 32 }));
const entry = fc.oneof(
  record({ address, slot: fc.constant(undefined), before: account }),
  record({ address, slot, before: value }),
);
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("add" as const), entry }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("seal" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pop" as const), count: fc.nat(8) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("prune" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
);

/** The same without packing: a list that is looked through. */
class Model {
  entries: (JournalEntry | undefined)[] = [];
  oldest = 0;
  #sealed = 0;

  seal(): void {
    this.#sealed = this.entries.length;
  }

  add(entry: JournalEntry): void {
    const known = this.entries.findIndex(
      (other, at) => at >= this.#sealed && other !== undefined && isSame(other, entry),
    );
    if (known < 0) this.entries.push(entry);
  }

  pop(): JournalEntry | undefined {
    const entry = this.entries.pop();
    this.#sealed = Math.min(this.#sealed, this.entries.length);
    return entry;
  }

  prune(version: number): void {
    this.oldest = Math.max(this.oldest, version);
    this.#sealed = Math.max(this.#sealed, this.oldest);
    this.entries.fill(undefined, 0, this.oldest);
  }

  first(key: Pick<JournalEntry, "address" | "slot">, version: number): JournalEntry | undefined {
    return this.entries.find((entry, at) => at >= version && entry !== undefined && isSame(entry, key));
  }
}

function isSame(a: Pick<JournalEntry, "address" | "slot">, b: Pick<JournalEntry, "address" | "slot">): boolean {
  return a.address === b.address && a.slot === b.slot;
}

function checkAlike(journal: Journal, model: Model): void {
  assert.equal(journal.length, model.entries.length);
  assert.equal(journal.oldest, model.oldest);
  const keys = model.entries.filter((entry) => entry !== undefined);
  for (let version = model.oldest; version <= model.entries.length; version++) {
    for (const key of keys) {
      const found =
        key.slot === undefined
          ? journal.accountEntry(key.address, version)
          : journal.slotEntry(key.address, key.slot, version);
      const expected = model.first(key, version);
      assert.deepEqual(found?.before, expected?.before);
      // What is nothing may be told apart by identity.
      if (expected?.before === NOTHING || expected?.before === EMPTY_BYTES)
        assert.equal(found?.before, expected.before);
    }
    const since = [...journal.since(version)].map(({ address, slot }) => ({ address, slot }));
    assert.deepEqual(
      since,
      model.entries.slice(version).map((entry) => ({ address: entry?.address, slot: entry?.slot })),
    );
  }
  for (const address of ["a".repeat(20), "b".repeat(20)]) {
    const changed = keys.filter((key) => key.address === address).flatMap(({ slot }) => slot ?? []);
    assert.deepEqual(new Set(journal.changedSlots(address)), new Set(changed));
  }
}

describe("The journal of a state", () => {
  it("says what it says without packing, whatever is added, taken back and forgotten", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [journal, model] = [new Journal(AT_ONCE), new Model()];
        for (const each of steps) {
          if (each.kind === "add") {
            journal.add(each.entry as JournalEntry);
            model.add(each.entry as JournalEntry);
          } else if (each.kind === "seal") {
            journal.seal();
            model.seal();
          } else if (each.kind === "pop") {
            for (let left = Math.min(each.count, journal.length - journal.oldest); left > 0; left--) {
              assert.deepEqual(journal.pop(), model.pop());
            }
          } else {
            const version = model.oldest + Math.floor((model.entries.length - model.oldest) * each.share);
            journal.prune(version);
            model.prune(version);
          }
        }
        checkAlike(journal, model);
      }),
    );
  });

  it("keeps few changes as objects, however many there are", () => {
    const journal = new Journal(10);
    const before = { nonce: 1n, balance: 10n ** 18n, codeHash: EMPTY_CODE_HASH };
    for (let block = 0; block < 1000; block++) {
      journal.seal();
      journal.add({ address: "a".repeat(20), slot: undefined, before });
      assert.ok(journal.recent < 20, `${journal.recent} are`);
    }
    assert.equal(journal.length, 1000);
    assert.deepEqual(journal.accountEntry("a".repeat(20), 5)?.before, before);
  });

  it("keeps nothing of a key whose changes were all taken back", () => {
    const journal = new Journal();
    journal.add({ address: "a".repeat(20), slot: "x".repeat(32), before: EMPTY_BYTES });
    assert.deepEqual([...journal.changedSlots("a".repeat(20))], ["x".repeat(32)]);
    journal.pop();
    assert.deepEqual([...journal.changedSlots("a".repeat(20))], []);
  });
});
