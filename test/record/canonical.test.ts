import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { serializeRunRecord } from "../../plugin/record/serialize.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { resolve, runRecords } from "./arbitrary-records.ts";

/** The same content with every table in reverse. */
function reversed(record: RunRecord): RunRecord {
  const flip = (table: readonly unknown[], index: number) => table.length - 1 - index;
  return {
    ...record,
    keys: record.keys.toReversed(),
    functions: record.functions.toReversed(),
    sites: record.sites.toReversed(),
    blocks: record.blocks.toReversed().map((block) => ({
      ...block,
      transactions: block.transactions.map((row) => ({
        ...row,
        function: flip(record.functions, row.function),
        accesses: row.accesses.toReversed().map(({ key, flags, readAt, writtenAt, ...rest }) => ({
          ...rest,
          ...(readAt !== undefined && { readAt: flip(record.sites, readAt) }),
          ...(writtenAt !== undefined && { writtenAt: flip(record.sites, writtenAt) }),
          flags,
          key: flip(record.keys, key),
        })),
      })),
    })),
  };
}

describe("The canonical form of a run record", () => {
  it("says what the record said", () => {
    fc.assert(
      fc.property(runRecords, (record) => {
        assert.deepEqual(resolve(canonicalise(record), { chains: true }), resolve(record, { chains: true }));
      }),
    );
  });

  it("does not depend on the order of the rows", () => {
    fc.assert(
      fc.property(runRecords, (record) => {
        assert.equal(text(reversed(record)), text(record));
      }),
    );
  });

  it("is its own canonical form", () => {
    fc.assert(
      fc.property(runRecords, (record) => {
        const once = canonicalise(record);
        assert.deepEqual(canonicalise(once), once);
      }),
    );
  });

  it("keeps no row twice, and none that nothing refers to", () => {
    fc.assert(
      fc.property(runRecords, (record) => {
        const { keys, functions, sites, tests, blocks } = canonicalise(record);
        const rows = blocks.flatMap((block) => block.transactions);
        const distinct = (table: readonly unknown[]) => new Set(table.map((row) => JSON.stringify(row))).size;
        assert.equal(distinct(keys), keys.length);
        assert.equal(distinct(functions), functions.length);
        assert.equal(distinct(sites), sites.length);
        assert.equal(new Set(rows.flatMap((row) => row.accesses.map(({ key }) => key))).size, keys.length);
        const used = rows.flatMap((row) => row.accesses.flatMap(({ readAt, writtenAt }) => [readAt, writtenAt]));
        assert.equal(new Set(used.filter((site) => site !== undefined)).size, sites.length);
        assert.equal(new Set(rows.map((row) => row.function)).size, functions.length);
        assert.equal(new Set(rows.flatMap((row) => row.test ?? [])).size, tests.length);
      }),
    );
  });

  it("keeps two tests of one title apart", () => {
    const record = fc.sample(runRecords, 1)[0] as RunRecord;
    const [row] = record.blocks.flatMap((block) => block.transactions);
    assert.ok(row);
    const twice = canonicalise({
      ...record,
      tests: [
        { title: "works", file: "test/a.ts" },
        { title: "works", file: "test/a.ts" },
      ],
      blocks: [0, 1].map((test) => ({
        chain: "default#0",
        branch: 0,
        number: String(test),
        hash: "0x00",
        transactions: [{ ...row, test }],
      })),
    });
    assert.equal(twice.tests.length, 2);
    assert.deepEqual(
      twice.blocks.map((block) => block.transactions[0]?.test),
      [0, 1],
    );
  });
});

function text(record: RunRecord): string {
  return serializeRunRecord(canonicalise(record), { execution: true });
}
