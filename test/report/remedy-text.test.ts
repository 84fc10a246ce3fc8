import assert from "node:assert/strict";
import { Chalk } from "chalk";
import { CATALOGUE } from "../../plugin/advice/catalogue.ts";
import { MEASURED } from "../../plugin/advice/measured.ts";
import { renderCatalogue, renderRemedy } from "../../plugin/report/remedy-text.ts";
import { width } from "../../plugin/report/text.ts";

const PLAIN = new Chalk({ level: 0 });

describe("The remedies on the terminal", () => {
  for (const columns of [80, 200]) {
    it(`are listed within ${columns} columns`, () => {
      const lines = renderCatalogue(CATALOGUE, { columns, chalk: PLAIN }).split("\n");
      assert.ok(lines.every((line) => width(line) <= columns));
      for (const { id, advice } of CATALOGUE) {
        assert.ok(lines.some((line) => line.startsWith(id)));
        assert.ok(lines.some((line) => line.trim() === advice));
      }
    });
  }

  for (const remedy of CATALOGUE) {
    it(`are printed within 80 columns, code and links as they are: ${remedy.id}`, () => {
      const text = renderRemedy(remedy, MEASURED.get(remedy.id) ?? [], { columns: 80, chalk: PLAIN });
      const code = `${remedy.before}\n${remedy.after}`.split("\n").map((line) => line.trim());
      for (const line of text.split("\n")) {
        assert.ok(width(line) <= 80 || code.includes(line.trim()) || line.includes("https://"), line);
      }
      for (const line of code) assert.ok(text.includes(line));
      for (const { url } of remedy.links) assert.ok(text.includes(url));
    });
  }
});
