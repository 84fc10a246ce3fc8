import assert from "node:assert/strict";
import { Chalk } from "chalk";
import { findingsOf } from "../../plugin/report/findings.ts";
import { FORMAT_NAMES, FORMATS, isFormatName } from "../../plugin/report/formats.ts";
import { empty, hotVariable } from "./records.ts";

describe("The formats of the report", () => {
  for (const name of FORMAT_NAMES) {
    it(`renders the findings as ${name}, and those of a run without transactions`, async () => {
      const render = await FORMATS[name]();
      const options = { columns: 80, chalk: new Chalk({ level: 0 }) };
      const text = render(findingsOf(hotVariable()), options);
      assert.match(text, /Vault\.totalAssets/);
      assert.doesNotMatch(text, /\n$/, "whoever writes it ends the last line");
      assert.notEqual(render(findingsOf(empty()), options), "");
    });
  }

  it("are known by their names, and by nothing that objects happen to have", () => {
    assert.ok(isFormatName("json"));
    assert.ok(!isFormatName("toString"));
    assert.ok(!isFormatName("JSON"));
  });
});
