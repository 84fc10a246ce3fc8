import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import stringWidth from "string-width";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { renderTerminal } from "../../plugin/report/terminal.ts";
import { assertGolden } from "../helpers/golden.ts";
import * as records from "./records.ts";

const RECORDS: Readonly<Record<string, () => RunRecord>> = records;

function render(record: RunRecord, columns: number, level: 0 | 1 = 0): string {
  return renderTerminal(findingsOf(record), { columns, chalk: new Chalk({ level }) });
}

describe("the report on the terminal", () => {
  for (const [name, build] of Object.entries(RECORDS)) {
    for (const columns of [80, 200]) {
      it(`prints ${name} at ${columns} columns as agreed`, () => {
        assertGolden(import.meta.url, `${name}-${columns}`, render(build(), columns));
      });

      it(`keeps every line of ${name} within ${columns} columns`, () => {
        for (const line of render(build(), columns).split("\n")) {
          assert.ok(stringWidth(line) <= columns, `${stringWidth(line)} columns: ${line}`);
        }
      });
    }

    it(`says the same of ${name} with colours as without`, () => {
      assert.equal(stripVTControlCharacters(render(build(), 80, 1)), render(build(), 80, 0));
    });
  }

  it("colours what matters when the terminal has colours", () => {
    assertGolden(import.meta.url, "hotVariable-80-colour", render(records.hotVariable(), 80, 1));
    assertGolden(import.meta.url, "noConflict-80-colour", render(records.noConflict(), 80, 1));
  });

  it("lets no control character and no direction mark of a name through", () => {
    for (const columns of [80, 200]) {
      const text = render(records.hostileNames(), columns).replaceAll("\n", "");
      // Isolates of our own around names that are written from right to left are allowed.
      assert.doesNotMatch(text.replace(/[\u2068\u2069]/gu, ""), /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u);
    }
  });

  it("takes 72 columns in a terminal that is narrower than its tables", () => {
    for (const [, build] of Object.entries(RECORDS)) {
      const lines = render(build(), 20).split("\n");
      assert.deepEqual(
        lines.filter((line) => stringWidth(line) > 72),
        [],
      );
    }
  });

  it("is a few lines when there is nothing to say", () => {
    for (const quiet of [records.empty, records.fixturesOnly, records.singles, records.noConflict]) {
      assert.ok(render(quiet(), 80).split("\n").length <= 8);
    }
  });
});
