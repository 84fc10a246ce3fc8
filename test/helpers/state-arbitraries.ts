import fc from "fast-check";
import { EMPTY_BYTES } from "../../plugin/engine/state/keys.ts";
import type { AccountRead, AccountWrite, ReadSet, WriteSet } from "../../plugin/engine/state/types.ts";

/** Records as literals are: deep equality tells objects without a prototype apart. */
export function plainRecord<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

/** Any bytes as a key of the engine: one character a byte. */
export function keyOf(length: number): fc.Arbitrary<string> {
  return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes).toString("latin1"));
}

/** Few different ones, so that entries meet. */
export function fewKeys(length: number, count = 3): fc.Arbitrary<string> {
  return fc.nat(count - 1).map((index) => String.fromCharCode(index + 1).repeat(length));
}

const anyValue = fc.uint8Array({ maxLength: 32 }).map((bytes) => {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? EMPTY_BYTES : bytes.slice(start);
});

const word = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }));

interface Keys {
  readonly address: fc.Arbitrary<string>;
  readonly word: fc.Arbitrary<string>;
}

const slots = ({ address, word }: Keys) =>
  fc
    .array(fc.tuple(address, fc.array(fc.tuple(word, anyValue), { maxLength: 3 })), { maxLength: 3 })
    .map((entries) => new Map(entries.map(([owner, values]) => [owner, new Map(values)])));

const accounts = <T>(keys: Keys, fields: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(keys.address, fields), { maxLength: 3 }).map((entries) => new Map(entries));

export function readSet(keys: Keys): fc.Arbitrary<ReadSet> {
  const read: fc.Arbitrary<AccountRead> = fc.record(
    {
      nonce: word,
      balance: word,
      codeHash: keys.word,
      exists: fc.boolean(),
      minBalance: fc.bigInt({ min: 0n, max: 1n << 320n }),
      hasStorage: fc.boolean(),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  return plainRecord({ accounts: accounts(keys, read), slots: slots(keys) });
}

export function writeSet(keys: Keys, balance: fc.Arbitrary<bigint> = word): fc.Arbitrary<WriteSet> {
  const fields = {
    nonce: word,
    codeHash: keys.word,
    wiped: fc.boolean(),
    exists: fc.boolean(),
  };
  const write: fc.Arbitrary<AccountWrite> = fc.oneof(
    fc.record({ ...fields, balance }, { requiredKeys: [], noNullPrototype: true }),
    fc.record(
      { ...fields, balanceDelta: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }) },
      { requiredKeys: [], noNullPrototype: true },
    ),
  );
  const code = fc.uint8Array({ maxLength: 40 });
  return plainRecord({
    accounts: accounts(keys, write),
    slots: slots(keys),
    codes: fc.array(fc.tuple(keys.word, code), { maxLength: 2 }).map((entries) => new Map(entries)),
  });
}
