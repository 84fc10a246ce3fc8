import assert from "node:assert/strict";
import { Chalk } from "chalk";
import fc from "fast-check";
import stringWidth from "string-width";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { FORMAT_NAMES, FORMATS, type FormatName } from "../../plugin/report/formats.ts";
import { findingsSchema } from "../../plugin/report/json-schema.ts";
import type { RenderOptions } from "../../plugin/report/renderer.ts";
import { allHostile, hostileRecords } from "./hostile-names.ts";

const OPTIONS: RenderOptions = { columns: 80, chalk: new Chalk({ level: 0 }) };
/** Isolates of our own around names that are written from right to left are allowed, and emoji that belong together. */
const OWN = /[\u2068\u2069]|\p{Extended_Pictographic}\uFE0F?\u200D/gu;

async function render(format: FormatName, record: RunRecord): Promise<string> {
  const renderer = await FORMATS[format]();
  return renderer(findingsOf(record), OPTIONS);
}

describe("Hostile names", () => {
  // What the HTML report does with them, a browser shows.
  for (const format of FORMAT_NAMES.filter((name) => name !== "html")) {
    it(`send no command to a terminal and turn no text around in ${format}`, async () => {
      for (const { name, record } of allHostile()) {
        const text = (await render(format, record)).replace(OWN, "");
        assert.doesNotMatch(text, /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]/u, name.slice(0, 40));
        assert.ok(text.isWellFormed(), name.slice(0, 40));
      }
    });
  }

  it("break no line of the terminal", async () => {
    await fc.assert(
      fc.asyncProperty(hostileRecords, async (record) => {
        for (const line of (await render("terminal", record)).split("\n")) assert.ok(stringWidth(line) <= 80, line);
      }),
      { numRuns: 60 },
    );
  });

  it("come out of JSON as they were", async () => {
    await fc.assert(
      fc.asyncProperty(hostileRecords, async (record) => {
        const findings = findingsSchema.parse(JSON.parse(await render("json", record)));
        const [title] = record.tests.map((test) => test.title);
        assert.equal(findings.tests[0]?.title, title);
      }),
      { numRuns: 60 },
    );
  });
});
