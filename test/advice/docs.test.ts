import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { CATALOGUE } from "../../plugin/advice/catalogue.ts";
import { MEASURED } from "../../plugin/advice/measured.ts";
import { readProofContract } from "./measure.ts";
import { indexPage, pageOf } from "./page.ts";
import { PROOFS } from "./proofs/proofs.ts";

const DOCS = new URL("../../docs/advice/", import.meta.url);

function assertPage(name: string, text: string): void {
  const file = new URL(name, DOCS);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text);
  assert.equal(readFileSync(file, "utf8"), text);
}

/** Lines without indentation, which an excerpt has less of. */
function trimmedLines(code: string): string[] {
  return code
    .trim()
    .split("\n")
    .map((line) => line.trim());
}

/** The parts of an excerpt between its `// ...`. */
function partsOf(code: string): string[] {
  const parts: string[][] = [[]];
  for (const line of trimmedLines(code)) {
    if (line === "// ...") parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((part) => part.join("\n").trim());
}

describe("The catalogue of remedies", () => {
  const fileOf = (id: string) => PROOFS.find((proof) => proof.id === id)?.file ?? "";

  it("has a proof and figures for each remedy, and no others", () => {
    const ids = CATALOGUE.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      PROOFS.map(({ id }) => id),
      ids,
    );
    assert.deepEqual([...MEASURED.keys()], ids);
  });

  for (const { id, before, after, advice } of CATALOGUE) {
    it(`shows lines of contracts that are compiled and measured: ${id}`, () => {
      const source = trimmedLines(readProofContract(fileOf(id))).join("\n");
      for (const part of [...partsOf(before), ...partsOf(after)]) {
        assert.ok(part.length > 0);
        assert.ok(source.includes(part), `Not in ${fileOf(id)}:\n${part}`);
      }
    });

    it(`gives advice that fits on a line of the report: ${id}`, () => {
      assert.ok(advice.length <= 72, `${advice.length}`);
      assert.match(advice, /^[A-Z].*[^.]\.$/);
    });
  }
});

describe("The documentation of the remedies", () => {
  for (const remedy of CATALOGUE) {
    it(`has a page that says what the catalogue says: ${remedy.id}`, () => {
      const { file } = PROOFS.find(({ id }) => id === remedy.id) ?? { file: "" };
      assertPage(`${remedy.id}.md`, pageOf(remedy, MEASURED.get(remedy.id) ?? [], file));
    });
  }

  it("lists all of them", () => {
    assertPage("README.md", indexPage(CATALOGUE, MEASURED));
  });

  it("has no page without a remedy", () => {
    assert.deepEqual(readdirSync(DOCS).sort(), ["README.md", ...CATALOGUE.map(({ id }) => `${id}.md`)].sort());
  });
});
