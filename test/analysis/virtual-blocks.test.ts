import assert from "node:assert/strict";
import { virtualBlocks } from "../../plugin/analysis/virtual-blocks.ts";
import type { BlockRow, RunRecord, TransactionRow } from "../../plugin/record/types.ts";

function sent(hash: string, test: number | undefined, phase: "fixture" | "body" = "body"): TransactionRow {
  return { hash: `0x${hash}`, from: "0xaa", function: 0, test, phase, succeeded: true, gas: "21000", accesses: [] };
}

function mined(transactions: TransactionRow[], chain = "default", branch = 0): BlockRow {
  return { chain, number: "1", hash: "0x00", branch, transactions };
}

function blocksOf(...blocks: BlockRow[]): string[] {
  const tests = [{ title: "first" }, { title: "second" }];
  const record: RunRecord = {
    format: "hardhat-parallel-run",
    version: 1,
    generator: "test",
    keys: [],
    functions: [],
    sites: [],
    tests,
    blocks,
  };
  return virtualBlocks(record).map(({ test, chain, branch, transactions, origins }) => {
    const members = transactions.map(
      (row, index) => `${row.hash}@${origins[index]?.block}.${origins[index]?.position}`,
    );
    return `${test} ${chain} ${branch}: ${members.join(" ")}`;
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
});
