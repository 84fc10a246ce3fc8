import assert from "node:assert/strict";
import * as fc from "fast-check";
import { virtualBlocks } from "../../plugin/analysis/virtual-blocks.ts";
import type { BlockRow, Grouping, RunRecord, TransactionRow } from "../../plugin/record/types.ts";

function sent(hash: string, test: number | undefined, phase: "fixture" | "body" = "body"): TransactionRow {
  return { hash: `0x${hash}`, from: "0xaa", function: 0, test, phase, succeeded: true, gas: "21000", accesses: [] };
}

function mined(transactions: TransactionRow[], chain = "default", branch = 0): BlockRow {
  return { chain, number: "1", hash: "0x00", branch, transactions };
}

function blocksOf(...blocks: BlockRow[]): string[] {
  return named({}, ...blocks);
}

const EMPTY: RunRecord = {
  format: "hardhat-parallel-run",
  version: 1,
  generator: "test",
  keys: [],
  functions: [],
  sites: [],
  tests: [],
  blocks: [],
};

const TESTS: RunRecord["tests"] = [
  { title: "Vault takes", suite: "Vault", file: "test/a.ts" },
  { title: "Vault gives", suite: "Vault", file: "test/a.ts" },
  { title: "Vault pays out late", suite: "Vault pays out", file: "test/a.ts" },
  { title: "alone", file: "test/b.ts" },
];

/** Each virtual block as its name, chain and branch, and its transactions with their places. */
function named(options: Partial<RunRecord>, ...blocks: BlockRow[]): string[] {
  const record: RunRecord = { ...EMPTY, tests: [{ title: "0" }, { title: "1" }], blocks, ...options };
  return virtualBlocks(record).map(({ title, chain, branch, transactions, origins }) => {
    const members = transactions.map(
      (row, index) => `${row.hash}@${origins[index]?.block}.${origins[index]?.position}`,
    );
    return `${title} ${chain} ${branch}: ${members.join(" ")}`;
  });
}

describe("virtual blocks", () => {
  it("join what a test sent in its body, however many blocks it took, and say where it is", () => {
    assert.deepEqual(blocksOf(mined([sent("1", 0)]), mined([sent("2", 0), sent("3", 1)]), mined([sent("4", 1)])), [
      "0 default 0: 0x1@0.0 0x2@1.0",
      "1 default 0: 0x3@1.1 0x4@2.0",
    ]);
  });

  it("leave out fixtures and what no test sent", () => {
    assert.deepEqual(blocksOf(mined([sent("1", 0, "fixture"), sent("2", undefined), sent("3", 0)])), [
      "0 default 0: 0x3@0.2",
    ]);
  });

  it("keep chains apart", () => {
    assert.deepEqual(blocksOf(mined([sent("1", 0)], "a"), mined([sent("2", 0)], "b")), [
      "0 a 0: 0x1@0.0",
      "0 b 0: 0x2@1.0",
    ]);
  });

  it("keep what was undone by a revert apart from what came after it", () => {
    assert.deepEqual(blocksOf(mined([sent("1", 0)]), mined([sent("2", 0)], "default", 1)), [
      "0 default 0: 0x1@0.0",
      "0 default 1: 0x2@1.0",
    ]);
  });

  it("come in order of tests, not of blocks", () => {
    assert.deepEqual(blocksOf(mined([sent("1", 1)]), mined([sent("2", 0)])), [
      "0 default 0: 0x2@1.0",
      "1 default 0: 0x1@0.0",
    ]);
  });

  describe("grouped otherwise", () => {
    const grouped = (by: Grouping["by"], fixtures: boolean, ...blocks: BlockRow[]) =>
      named({ tests: TESTS, grouping: { by, fixtures } }, ...blocks);

    const run = [
      mined([sent("1", 0, "fixture"), sent("2", 0)]),
      mined([sent("3", 1)]),
      mined([sent("4", 2), sent("5", undefined)]),
      mined([sent("6", 3, "fixture")]),
      mined([sent("7", 3)]),
    ];

    it("join the tests of one suite, those of an inner one apart", () => {
      assert.deepEqual(grouped("describe", false, ...run), [
        "Vault default 0: 0x2@0.1 0x3@1.0",
        "Vault pays out default 0: 0x4@2.0",
        "tests outside suites default 0: 0x7@4.0",
      ]);
    });

    it("join the tests of one file", () => {
      assert.deepEqual(grouped("file", false, ...run), [
        "test/a.ts default 0: 0x2@0.1 0x3@1.0 0x4@2.0",
        "test/b.ts default 0: 0x7@4.0",
      ]);
    });

    it("join so many in a row, also of several tests", () => {
      assert.deepEqual(grouped(3, false, ...run), [
        'transactions 1 to 3, from "Vault takes" default 0: 0x2@0.1 0x3@1.0 0x4@2.0',
        'transactions 4 to 6, from "alone" default 0: 0x7@4.0',
      ]);
    });

    it("take in what hooks and fixtures sent, where that is wanted", () => {
      assert.deepEqual(grouped("test", true, ...run), [
        "Vault takes default 0: 0x1@0.0 0x2@0.1",
        "Vault gives default 0: 0x3@1.0",
        "Vault pays out late default 0: 0x4@2.0",
        "alone default 0: 0x6@3.0 0x7@4.0",
      ]);
    });

    it("never have transactions of two branches or chains meet", () => {
      const apart = [mined([sent("1", 0)]), mined([sent("2", 1)], "default", 1), mined([sent("3", 1)], "other")];
      for (const by of ["test", "describe", "file", 2] as const) {
        for (const block of grouped(by, true, ...apart)) assert.equal(block.split("@").length, 2, block);
      }
    });

    it("hold each transaction of a test exactly once, and keep their order", () => {
      const rows = fc.array(
        fc.record({
          test: fc.option(fc.nat({ max: TESTS.length - 1 }), { nil: undefined }),
          phase: fc.constantFrom("fixture" as const, "body" as const),
          chain: fc.constantFrom("a", "b"),
          branch: fc.nat({ max: 2 }),
        }),
      );
      const by = fc.oneof(
        fc.constantFrom("test" as const, "describe" as const, "file" as const),
        fc.integer({ min: 2, max: 5 }),
      );
      fc.assert(
        fc.property(rows, by, fc.boolean(), (sends, kind, fixtures) => {
          const blocks = sends.map(({ test, phase, chain, branch }, index) =>
            mined([sent(index.toString(16), test, phase)], chain, branch),
          );
          const virtual = virtualBlocks({ ...EMPTY, tests: TESTS, grouping: { by: kind, fixtures }, blocks });
          const members = virtual.flatMap(({ origins }) => origins.map(({ block }) => block));
          const wanted = sends.flatMap(({ test, phase }, index) =>
            test !== undefined && (phase === "body" || fixtures) ? [index] : [],
          );
          assert.deepEqual(
            members.toSorted((a, b) => a - b),
            wanted,
          );
          for (const { origins, chain, branch, transactions } of virtual) {
            const places = origins.map(({ block }) => block);
            assert.deepEqual(
              places,
              places.toSorted((a, b) => a - b),
            );
            for (const place of places) {
              assert.deepEqual([blocks[place]?.chain, blocks[place]?.branch], [chain, branch]);
            }
            if (typeof kind === "number") assert.ok(transactions.length <= kind);
          }
        }),
      );
    });
  });
});
