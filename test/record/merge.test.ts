import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { mergeRunRecords, RecordMerger } from "../../plugin/record/merge.ts";
import { serializeRunRecord } from "../../plugin/record/serialize.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";
import { resolve, runRecords } from "./arbitrary-records.ts";

const text = (record: RunRecord) => serializeRunRecord(record, { execution: true });

describe("Merging run records", () => {
  it("gives the same whatever the order of the parts", () => {
    const parts = fc.array(runRecords, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(parts, fc.infiniteStream(fc.nat()), (records, numbers) => {
        const shuffled = records
          .map((record) => ({ record, place: numbers.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ record }) => record);
        assert.equal(text(mergeRunRecords(shuffled)), text(mergeRunRecords(records)));
      }),
    );
  });

  it("gives the same whether parts are joined at once or step by step", () => {
    fc.assert(
      fc.property(runRecords, runRecords, runRecords, (a, b, c) => {
        const atOnce = text(mergeRunRecords([a, b, c]));
        assert.equal(text(mergeRunRecords([mergeRunRecords([a, b]), c])), atOnce);
        assert.equal(text(mergeRunRecords([a, mergeRunRecords([b, c])])), atOnce);
      }),
    );
  });

  it("counts a part that is given twice once", () => {
    fc.assert(
      fc.property(runRecords, runRecords, (a, b) => {
        assert.equal(text(mergeRunRecords([a, b, a])), text(mergeRunRecords([a, b])));
      }),
    );
  });

  it("leaves a single part as it is, in its canonical form", () => {
    fc.assert(
      fc.property(runRecords, (record) => {
        assert.equal(text(mergeRunRecords([record])), text(canonicalise(record)));
      }),
    );
  });

  it("keeps the grouping that the parts agree on, and says where they do not", () => {
    const part = (grouping: RunRecord["grouping"], title: string): RunRecord => ({
      ...new RecordBuilder().key("a", "C.a").test(title).send("C.add", { a: READ_WRITE }).build(),
      ...(grouping && { grouping }),
    });
    const byFile = { by: "file", fixtures: true } as const;
    assert.deepEqual(mergeRunRecords([part(byFile, "one"), part(byFile, "two")]).grouping, byFile);
    const apart = mergeRunRecords([part(byFile, "one"), part(undefined, "two")]);
    assert.equal(apart.grouping, undefined);
    assert.match(apart.notes?.join() ?? "", /group their transactions differently/);
  });

  it("keeps everything that the parts say", () => {
    fc.assert(
      fc.property(runRecords, runRecords, (a, b) => {
        const merged = new Set(resolve(mergeRunRecords([a, b]), { chains: false }));
        for (const part of [a, b]) {
          for (const block of resolve(part, { chains: false })) assert.ok(merged.has(block));
        }
      }),
    );
  });

  it("takes chains of one name for different chains, and joins their keys and functions", () => {
    const part = (gas: number) =>
      new RecordBuilder()
        .key("total", "Vault.total")
        .test("deposits")
        .send("Vault.deposit", { total: READ_WRITE }, { gas })
        .build();
    const merged = mergeRunRecords([part(50_000), part(60_000)]);
    assert.deepEqual(
      merged.blocks.map((block) => block.chain),
      ["default#0", "default#0~2"],
    );
    assert.equal(merged.keys.length, 1);
    assert.equal(merged.functions.length, 1);
    assert.equal(merged.tests.length, 2);
  });

  it("keeps a test that used two chains one test", () => {
    const record = new RecordBuilder().test("bridges").send("A.f", {}).send("B.f", {}).build();
    const chains = record.blocks.map((block, i) => ({ ...block, chain: `chain${i}` }));
    const merged = mergeRunRecords([{ ...record, blocks: chains }]);
    assert.equal(merged.tests.length, 1);
  });

  it("names every version that wrote a part, and every note once", () => {
    const part = new RecordBuilder().note("mind the gap").send("A.f", {}).build();
    const merged = mergeRunRecords([
      { ...part, generator: "hardhat-parallel 1.0.0" },
      { ...part, generator: "hardhat-parallel 1.1.0" },
    ]);
    assert.equal(merged.generator, "hardhat-parallel 1.0.0, hardhat-parallel 1.1.0");
    assert.deepEqual(merged.notes, ["mind the gap"]);
    assert.equal(merged.blocks.length, 1);
  });

  it("says which parts hold nothing that others do not hold as well", () => {
    const part = (gas: number) => new RecordBuilder().test("deposits").send("Vault.deposit", {}, { gas }).build();
    const merger = new RecordMerger();
    for (const gas of [50_000, 60_000, 50_000, 70_000, 60_000]) merger.add(part(gas));
    const { record, duplicates } = merger.finish();
    assert.equal(record.blocks.length, 3);
    assert.deepEqual(duplicates, [
      { part: 2, of: 0 },
      { part: 4, of: 1 },
    ]);
  });

  it("changes nothing in its parts", () => {
    fc.assert(
      fc.property(runRecords, runRecords, (a, b) => {
        const before = JSON.stringify([a, b]);
        mergeRunRecords([a, b]);
        assert.equal(JSON.stringify([a, b]), before);
      }),
    );
  });
});
