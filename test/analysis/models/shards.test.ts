import assert from "node:assert/strict";
import fc from "fast-check";
import { ModelBlock } from "../../../plugin/analysis/models/block.ts";
import { shardOf, shards } from "../../../plugin/analysis/models/shards.ts";
import { AccessFlag } from "../../../plugin/record/flags.ts";
import { blocks, threadCounts } from "../../helpers/model-blocks.ts";
import { naiveMakespan } from "../../helpers/naive-analysis.ts";
import { rowsOf, type SketchedTransaction, sketch } from "../../helpers/tables.ts";

const { READ, GAS_ONLY, WRITE, TOUCHED, CREDIT, PROTOCOL_READ, PROTOCOL_WRITE } = AccessFlag;

/** Accounts of 20 bytes that end in 00, 01, ...: with two shards, in shards 0 and 1. */
const IN_ORDER = [0, 1, 2, 3].map((byte) => `0x${byte.toString(16).padStart(40, "0")}` as const);

/** A block in which key number n belongs to the account in shard n of two. */
function twoShards(transactions: readonly SketchedTransaction[]): ModelBlock {
  const at = (shard: number) => IN_ORDER.find((account) => shardOf(account, 2) === shard) ?? "0x";
  return new ModelBlock(sketch(transactions).table, (key) => at(key % 2));
}

const isUsed = (flags: number): boolean => (flags & (READ | GAS_ONLY | WRITE | TOUCHED | CREDIT)) !== 0;
const isSenders = (flags: number): boolean => (flags & (PROTOCOL_READ | PROTOCOL_WRITE)) !== 0;

function shardsTouched(block: ModelBlock, row: Map<number, number>, count: number): Set<number> {
  const where = (counts: (flags: number) => boolean): Set<number> =>
    new Set([...row].filter(([, flags]) => counts(flags)).map(([key]) => shardOf(block.accountOf(key), count)));
  const own = where(isUsed);
  return own.size > 0 ? own : where(isSenders);
}

describe("The shard of an account", () => {
  it("is the FNV-1a hash of its address modulo the number of shards", () => {
    // Published test vectors: FNV-1a of "foobar" is 0xbf9cf968, of "a" 0xe40c292c.
    assert.equal(shardOf("0x666f6f626172", 2 ** 32), 0xbf9cf968);
    assert.equal(shardOf("0x61", 1000), 0xe40c292c % 1000);
  });

  it("is one of them all", () => {
    const accounts = fc.uint8Array({ minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(accounts, fc.integer({ min: 1, max: 64 }), (bytes, count) => {
        const shard = shardOf(`0x${Buffer.from(bytes).toString("hex")}`, count);
        assert.ok(Number.isInteger(shard) && shard >= 0 && shard < count);
      }),
    );
  });
});

describe("The shards model", () => {
  it("runs the transactions of a shard one by one, and a cross-shard one when it is first in all its shards", () => {
    const block = twoShards([
      [10, { left: "r" }],
      [10, { right: "r" }],
      [10, { left: "r", right: "r" }],
      [10, { left: "r" }],
      [10, { right: "r" }],
    ]);
    // 0 and 1 side by side, then 2 in both shards, then 3 and 4 side by side.
    assert.deepEqual(shards(2).run(block, 2), {
      threads: 2,
      makespan: 30,
      speedup: 50 / 30,
      crossShard: 1,
      crossShardWithSender: 1,
    });
    assert.equal(shards(2).run(block, 64).makespan, 30);
  });

  it("says how many more transactions cross shards where the sender's account counts", () => {
    const block = twoShards([
      [10, { left: "rw", RIGHT: "pq" }],
      [10, { left: "rw", RIGHT: "pq" }],
    ]);
    const { makespan, crossShard, crossShardWithSender } = shards(2).run(block, 2);
    assert.deepEqual([makespan, crossShard, crossShardWithSender], [20, 0, 2]);
  });

  it("executes who touches nothing else in its sender's shard", () => {
    const block = twoShards([
      [10, { LEFT: "pq" }],
      [10, { RIGHT: "pq" }],
      [10, { LEFT: "pq" }],
    ]);
    const { makespan, crossShardWithSender } = shards(2).run(block, 2);
    assert.deepEqual([makespan, crossShardWithSender], [20, 0]);
  });

  it("takes as many shards as threads unless told", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, threads) => {
        assert.deepEqual(shards().run(block, threads), shards(threads).run(block, threads));
      }),
    );
  });

  it("gains nothing by more threads than shards", () => {
    fc.assert(
      fc.property(blocks, threadCounts, (block, count) => {
        // Every real transaction touches something: at least its sender's account.
        fc.pre(rowsOf(block.table).every((row) => shardsTouched(block, row, count).size > 0));
        const atMost = shards(count).run(block, count);
        assert.equal(shards(count).run(block, count + 3).makespan, atMost.makespan);
        assert.ok(atMost.makespan * count >= block.gas);
      }),
    );
  });

  it("agrees with every pair looked at on random blocks", () => {
    fc.assert(
      fc.property(blocks, threadCounts, fc.integer({ min: 1, max: 4 }), (block, threads, count) => {
        const touched = rowsOf(block.table).map((row) => shardsTouched(block, row, count));
        const waitsFor = touched.map(
          (own, j) =>
            new Set(touched.slice(0, j).flatMap((other, i) => ([...own].some((shard) => other.has(shard)) ? [i] : []))),
        );
        const { makespan, crossShard } = shards(count).run(block, threads);
        assert.equal(makespan, naiveMakespan(waitsFor, [...block.table.gas], threads));
        assert.equal(crossShard, touched.filter(({ size }) => size > 1).length);
      }),
      { numRuns: 500 },
    );
  });
});
