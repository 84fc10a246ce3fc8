import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { renderJunit } from "../../plugin/report/junit.ts";
import { assertGolden } from "../helpers/golden.ts";
import { assertSoundJunit } from "../helpers/junit.ts";
import { allHostile, hostileRecords } from "./hostile-names.ts";
import * as records from "./records.ts";

const RECORDS: Readonly<Record<string, () => RunRecord>> = records;

function render(record: RunRecord): string {
  return renderJunit(findingsOf(record));
}

describe("The JUnit report", () => {
  for (const [name, make] of Object.entries(RECORDS)) {
    it(`is sound for ${name}`, () => assertSoundJunit(render(make())));
  }

  it("has a test case for each test, with its figures and conflicts", () => {
    assertGolden(import.meta.url, "junit-hotVariable", render(records.hotVariable()));
  });

  it("stays sound with hostile names", () => {
    for (const { record } of allHostile()) assertSoundJunit(render(record));
    fc.assert(
      fc.property(hostileRecords, (record) => assertSoundJunit(render(record))),
      { numRuns: 60 },
    );
  });

  it("is the same for the same record", () => {
    assert.equal(render(records.manyTests()), render(records.manyTests()));
  });
});
