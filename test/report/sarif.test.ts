import assert from "node:assert/strict";
import fc from "fast-check";
import type { Log } from "sarif";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { renderSarif } from "../../plugin/report/sarif.ts";
import { READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";
import { allHostile, hostileRecords } from "./hostile-names.ts";
import * as records from "./records.ts";
import { assertUsable, lineOf, resultsOf } from "./sarif-logs.ts";

function render(record: RunRecord, locate = (file: string) => file): Log {
  return JSON.parse(renderSarif(findingsOf(record), { locate })) as Log;
}

describe("The SARIF report", () => {
  for (const [name, make] of Object.entries(records)) {
    it(`is valid, and usable for code scanning, for ${name}`, () => {
      assertUsable(render(make()));
    });
  }

  it("stays so with hostile names", () => {
    for (const { record } of allHostile()) assertUsable(render(record));
    fc.assert(
      fc.property(hostileRecords, (record) => assertUsable(render(record))),
      { numRuns: 60 },
    );
  });

  it("puts a result on the line that writes, with the line that reads and the declaration beside it", () => {
    const [result, ...others] = resultsOf(render(records.hotVariable()));
    assert.deepEqual(others, []);
    assert.ok(result);
    assert.equal(lineOf(result), "contracts/Vault.sol:43");
    assert.deepEqual(
      result.relatedLocations?.map((related) => [lineOf({ locations: [related] }), related.message?.text]),
      [
        ["contracts/Vault.sol:42", "read of Vault.totalAssets"],
        ["contracts/Vault.sol:12", "declaration of Vault.totalAssets"],
      ],
    );
    assert.equal(
      result.message.text,
      "37 waits on Vault.totalAssets: Vault.deposit × itself; written here, read at [Vault.sol:42](1), declared at " +
        '[Vault.sol:12](2). If nobody waited on it, the ceiling of "Vault takes deposits from many users" would rise from ' +
        "1.0x to 39.7x.",
    );
    assert.equal(result.level, "warning");
  });

  it("has one result for each line that writes a variable, and for those that read where that is unknown", () => {
    const lines = resultsOf(render(records.linesOfConflicts())).map(lineOf);
    assert.deepEqual(lines, [
      "contracts/Vault.sol:43",
      "contracts/Vault.sol:9",
      "contracts/Vault.sol:42",
      "contracts/Vault.sol:8",
    ]);
  });

  it("recognises a result again when its lines have moved, and tells apart those of one function", () => {
    const moved = (by: number): RunRecord => {
      const record = records.linesOfConflicts();
      return { ...record, sites: record.sites.map((site) => ({ ...site, line: site.line + by })) };
    };
    const fingerprints = (record: RunRecord) => resultsOf(render(record)).map((result) => result.partialFingerprints);
    assert.deepEqual(fingerprints(moved(100)), fingerprints(moved(0)));
  });

  it("names the remedy as the rule, with code before and after it", () => {
    const log = render(records.advised());
    const [result] = resultsOf(log);
    assert.equal(result?.ruleId, "sequential-ids");
    const rule = log.runs[0]?.tool.driver.rules?.find(({ id }) => id === "sequential-ids");
    assert.match(rule?.help?.markdown ?? "", /### Before\n\n```solidity\n.*### After\n\n```solidity\n/s);
  });

  it("says only that calls add, where that is all they do", () => {
    const rules = resultsOf(render(records.additions())).map(({ ruleId }) => ruleId);
    assert.ok(rules.includes("addition") || rules.includes("global-counter"), rules.join());
  });

  it("shows the test where no line of the source is known, and says so", () => {
    const results = resultsOf(render(records.unknownContracts()));
    assert.ok(results.length > 0);
    for (const result of results) {
      assert.equal(lineOf(result), "test/Vault.ts:undefined");
      assert.match(result.message.text ?? "", /no line of the source is known/);
    }
  });

  it("notes what has no file at all as something that happened, not as a result", () => {
    const suite = new RecordBuilder().key("x", "A.x").outsideTests();
    suite.block(() => suite.send("A.f", { x: READ_WRITE }).send("A.f", { x: READ_WRITE }));
    const log = render(suite.build());
    assertUsable(log);
    assert.deepEqual(resultsOf(log), []);
    const notes = log.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    assert.match(notes[0]?.message.text ?? "", /^1 wait on A\.x: A\.f × itself; no line of the source is known\./);
  });

  it("names files from the root of the repository, and shows none outside of it", () => {
    const inside = resultsOf(render(records.hotVariable(), (file) => `packages/vault/${file}`));
    assert.deepEqual(inside.map(lineOf), ["packages/vault/contracts/Vault.sol:43"]);
    assert.deepEqual(resultsOf(render(records.hotVariable(), (file) => `../${file}`)), []);
  });

  it("is the same for the same record", () => {
    assert.deepEqual(render(records.manyTests()), render(records.manyTests()));
  });
});
