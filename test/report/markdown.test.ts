import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { MOST_CHARACTERS, renderMarkdown } from "../../plugin/report/markdown.ts";
import { code, htmlCode, prose, table } from "../../plugin/report/markdown-text.ts";
import { shortName } from "../../plugin/report/short-name.ts";
import { assertGolden } from "../helpers/golden.ts";
import { assertNoReferences, assertOnlyOwnTags, markdownToHtml } from "../helpers/markdown.ts";
import { address } from "../helpers/run-record.ts";
import { allHostile, HOSTILE, hostileRecords } from "./hostile-names.ts";
import * as records from "./records.ts";

const RECORDS: Readonly<Record<string, () => RunRecord>> = records;

function render(record: RunRecord): string {
  return renderMarkdown(findingsOf(record));
}

/** What a reader sees of HTML. */
function textOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
  return html
    .replace(/<!--.*?-->|<[^>]*>/gs, "")
    .replace(/&(?:#(\d+)|(\w+));/g, (_, digits: string | undefined, word: string) =>
      digits === undefined ? (entities[word] ?? "?") : String.fromCodePoint(Number(digits)),
    );
}

describe("The Markdown report", () => {
  for (const [name, make] of Object.entries(RECORDS)) {
    it(`shows ${name} as agreed`, () => {
      assertGolden(import.meta.url, `markdown-${name}`, render(make()));
    });

    it(`shows ${name} with tables that have a cell below each heading, and nothing left as markup`, () => {
      const html = markdownToHtml(render(make()));
      assertOnlyOwnTags(html);
      for (const [table] of html.matchAll(/<table>.*?<\/table>/gs)) {
        const [headings, ...rows] = [...table.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) => row.split(/<t[hd]/).length);
        for (const row of rows) assert.equal(row, headings);
      }
      assert.doesNotMatch(textOf(html), /\|\s*:?-|^#|\*\*/m);
    });
  }

  it("lets no hostile name be more than text", () => {
    for (const { record } of allHostile()) assertOnlyOwnTags(markdownToHtml(render(record)));
    fc.assert(
      fc.property(hostileRecords, (record) => assertOnlyOwnTags(markdownToHtml(render(record)))),
      { numRuns: 60 },
    );
  });

  it("keeps names out of the reach of what GitHub makes of mentions and references", () => {
    for (const { record } of allHostile()) {
      assertNoReferences(markdownToHtml(render(record)));
    }
  });

  it("is never longer than a comment may be, and says how many entries are missing", () => {
    const suite = records.manyTests();
    const long = (text: string) => `${text} ${"|<>`".repeat(40)}`;
    const many: RunRecord = {
      ...suite,
      keys: Array.from({ length: 300 }, (_, index) => ({
        kind: "slot" as const,
        address: address(1),
        slot: `0x${index.toString(16).padStart(64, "0")}`,
        members: [
          { variable: long(`Vault.v${index}`), name: long(`Vault.v${index}`), source: { file: long("a"), line: 1 } },
        ],
      })),
      tests: Array.from({ length: 300 }, (_, index) => ({ title: long(`test ${index}`), file: "test/a.ts" })),
      blocks: Array.from({ length: 300 }, (_, test) => ({
        ...(suite.blocks[0] as RunRecord["blocks"][number]),
        number: String(test),
        transactions: [1, 2].map(() => ({
          ...(suite.blocks[0]?.transactions[0] as RunRecord["blocks"][number]["transactions"][number]),
          test,
          accesses: [{ key: test, flags: 0b111 }],
        })),
      })),
      notes: Array.from({ length: 300 }, (_, index) => long(`note ${index}`)),
    };
    const text = render(many);
    assert.ok(text.length <= MOST_CHARACTERS, String(text.length));
    assert.ok(text.length > MOST_CHARACTERS / 2, "the room is used");
    for (const noun of ["variable", "test", "note"]) assert.match(text, new RegExp(`^And \\d+ more ${noun}s`, "m"));
    const html = markdownToHtml(text);
    assertOnlyOwnTags(html);
    const shown = [...html.matchAll(/<summary>\d+\. /g)].length;
    const [, missing] = /<\/details>\s*<p>And (\d+) more variables/.exec(html) ?? [];
    assert.equal(shown + Number(missing), 300);
  });

  it("is the same for the same record", () => {
    assert.equal(render(records.manyTests()), render(records.manyTests()));
  });
});

describe("Names in Markdown", () => {
  it("are shown as they are, wherever they stand", () => {
    for (const name of [...HOSTILE, "Vault.totalAssets", "Token._balances[*]"]) {
      const shown = shortName(name).replace(/\s+/g, " ").trim();
      for (const html of [
        markdownToHtml(code(name)),
        markdownToHtml(`> ${htmlCode(name)}`),
        markdownToHtml(table([{ heading: "h" }], [[code(name)]]).join("\n")).replace(/<thead>.*<\/thead>/s, ""),
      ]) {
        assert.equal(textOf(html).replace(/\s+/g, " ").trim(), shown);
      }
    }
  });

  it("are readable in the source as well, unless backticks cannot hold them", () => {
    assert.equal(code("Token._balances[*]"), "`Token._balances[*]`");
    assert.equal(code("a`b"), "<code>a&#96;b</code>");
  });

  it("are plain text in sentences", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE), (random, hostile) => {
        for (const text of [random, hostile]) {
          assert.doesNotMatch(
            markdownToHtml(`So: ${prose(shortName(text))}`).replace(/<!-- -->|^<p>|<\/p>$/gm, ""),
            /</,
          );
        }
      }),
    );
  });
});
