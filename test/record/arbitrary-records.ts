import fc from "fast-check";
import type { Hex } from "../../plugin/engine/access/types.ts";
import {
  type BlockRow,
  type KeyRow,
  RUN_RECORD_FORMAT,
  RUN_RECORD_VERSION,
  type RunRecord,
  type TransactionRow,
} from "../../plugin/record/types.ts";

const hex = (bytes: number) =>
  fc.bigInt({ min: 0n, max: 40n }).map((n): Hex => `0x${n.toString(16).padStart(bytes * 2, "0")}`);

const source = fc.record({
  file: fc.constantFrom("contracts/A.sol", "lib/B.sol"),
  line: fc.integer({ min: 1, max: 99 }),
});

const member = fc.record(
  { variable: fc.constantFrom("A.x", "A.m[*]"), name: fc.constantFrom("A.x", "A.m[1]", "A.m[2]"), source },
  { requiredKeys: ["variable", "name"] },
);

const site = fc.record(
  {
    file: fc.constantFrom("contracts/A.sol", "lib/B.sol"),
    line: fc.integer({ min: 1, max: 20 }),
    function: fc.constantFrom("A.f", "A.g"),
  },
  { requiredKeys: ["file", "line"] },
);

const contract = fc.option(fc.constantFrom("A", "B"), { nil: undefined });

function withoutUndefined<Row extends object>(row: Row): Row {
  return JSON.parse(JSON.stringify(row));
}

const key: fc.Arbitrary<KeyRow> = fc
  .oneof(
    fc.record({
      kind: fc.constant("slot" as const),
      address: hex(20),
      slot: hex(32),
      contract,
      members: fc.array(member, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom("balance" as const, "nonce" as const, "code" as const, "existence" as const),
      address: hex(20),
      contract,
      members: fc.array(member, { maxLength: 1 }),
    }),
  )
  .map(withoutUndefined);

const execution = fc.constant({
  mode: "parallel" as const,
  threads: 2,
  timeline: [
    { worker: 1, transaction: 0, incarnation: 0, start: 1.5, end: 7, abort: { reason: "stale-read" as const } },
  ],
});

function transaction(
  keys: readonly KeyRow[],
  functions: number,
  sites: number,
  tests: number,
): fc.Arbitrary<TransactionRow> {
  return fc
    .record({
      hash: hex(32),
      from: hex(20),
      function: fc.nat(functions - 1),
      test: fc.option(fc.nat(tests - 1), { nil: undefined }),
      phase: fc.constantFrom("hook" as const, "fixture" as const, "body" as const),
      succeeded: fc.boolean(),
      gas: fc.bigInt({ min: 21_000n, max: 10n ** 20n }).map(String),
      accesses: fc.uniqueArray(
        fc
          .record({
            key: fc.nat(keys.length - 1),
            flags: fc.nat(511),
            changed: fc.option(fc.nat(7), { nil: undefined }),
            origin: fc.option(fc.constantFrom("f", "f,s", ",a0", "sa1f,,s"), { nil: undefined }),
            readAt: fc.option(fc.nat(sites - 1), { nil: undefined }),
            writtenAt: fc.option(fc.nat(sites - 1), { nil: undefined }),
          })
          .map(withoutUndefined),
        // Of a key, however many rows say the same, a transaction has one access.
        { selector: (access) => JSON.stringify(keys[access.key]), maxLength: 4 },
      ),
    })
    .map(withoutUndefined);
}

/** Records of a few chains, with tables in which rows are doubled and unused, as no builder would write them. */
export const runRecords: fc.Arbitrary<RunRecord> = fc
  .record({
    keys: fc.array(key, { minLength: 1, maxLength: 6 }),
    functions: fc.array(fc.record({ name: fc.constantFrom("A.f", "A.g", "B.f"), source }, { requiredKeys: ["name"] }), {
      minLength: 1,
      maxLength: 4,
    }),
    sites: fc.array(site, { minLength: 1, maxLength: 4 }),
    tests: fc.array(
      fc.record(
        {
          title: fc.constantFrom("works", "fails"),
          suite: fc.constant("Vault"),
          file: fc.constantFrom("test/a.ts", "test/b.ts"),
        },
        { requiredKeys: ["title", "file"] },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    grouping: fc.option(
      fc.record({ by: fc.constantFrom("describe" as const, "file" as const, 4), fixtures: fc.boolean() }),
      { nil: undefined },
    ),
    notes: fc.option(fc.uniqueArray(fc.constantFrom("one", "two")), { nil: undefined }),
  })
  .chain((tables) =>
    fc
      .uniqueArray(
        fc.record({
          chain: fc.constantFrom("default#0", "default#1", "other#0"),
          branch: fc.nat(2),
          number: fc.bigInt({ min: 0n, max: 12n }).map(String),
          hash: hex(32),
          transactions: fc.array(
            transaction(tables.keys, tables.functions.length, tables.sites.length, tables.tests.length),
            {
              minLength: 1,
              maxLength: 3,
            },
          ),
          execution: fc.option(execution, { nil: undefined }),
        }),
        { selector: ({ chain, branch, number }) => `${chain} ${branch} ${number}`, minLength: 1, maxLength: 5 },
      )
      .map((blocks) =>
        withoutUndefined<RunRecord>({
          format: RUN_RECORD_FORMAT,
          version: RUN_RECORD_VERSION,
          generator: "hardhat-parallel 1.0.0",
          ...tables,
          blocks: blocks as readonly BlockRow[],
        }),
      ),
  );

/** What a record says, with the rows in place of their numbers: two records that say the same have the same. */
export function resolve(record: RunRecord, options: { chains: boolean }): string[] {
  return record.blocks
    .map(({ execution: _, ...block }) =>
      JSON.stringify(
        [
          options.chains ? block.chain : "",
          block.branch,
          block.number,
          block.hash,
          block.transactions.map((row) => [
            row.hash,
            row.from,
            record.functions[row.function],
            row.test === undefined ? null : record.tests[row.test],
            row.phase,
            row.succeeded,
            row.gas,
            row.accesses
              .map(({ key, flags, changed, origin, readAt, writtenAt }) =>
                JSON.stringify(
                  [
                    record.keys[key],
                    flags,
                    changed ?? null,
                    origin ?? null,
                    siteOf(record, readAt),
                    siteOf(record, writtenAt),
                  ],
                  sortedFields,
                ),
              )
              .sort(),
          ]),
        ],
        sortedFields,
      ),
    )
    .sort();
}

function siteOf(record: RunRecord, number: number | undefined): unknown {
  return number === undefined ? null : record.sites[number];
}

/** A replacer of `JSON.stringify` under which the order of fields does not count. */
function sortedFields(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
