import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { MODEL_NAMES } from "../../plugin/analysis/models/target.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { renderJson } from "../../plugin/report/json.ts";
import { type FindingsJson, findingsJsonSchema, findingsSchema } from "../../plugin/report/json-schema.ts";
import * as records from "./records.ts";

function render(record: RunRecord): FindingsJson {
  return JSON.parse(renderJson(findingsOf(record))) as FindingsJson;
}

describe("The JSON report", () => {
  const schemaFile = new URL("../../docs/findings.schema.json", import.meta.url);

  it("has the JSON Schema in the documentation that the code is checked by", async () => {
    const schema = JSON.parse(await readFile(schemaFile, "utf8"));
    assert.deepEqual(schema, findingsJsonSchema(), "Write what findingsJsonSchema() returns to the file");
  });

  for (const [name, make] of Object.entries(records)) {
    it(`is as the schema says for ${name}`, async () => {
      const validate = new Ajv2020({ strictTypes: false }).compile(JSON.parse(await readFile(schemaFile, "utf8")));
      const report = render(make());
      assert.ok(validate(report), JSON.stringify(validate.errors, undefined, 2));
      assert.deepEqual(findingsSchema.parse(report), report, "no field is missing from the schema");
    });
  }

  it("says what the other formats say: the variable, what it costs, and who meets on it", () => {
    const report = render(records.hotVariable());
    const [total] = report.variables;
    assert.equal(total?.name, "Vault.totalAssets");
    assert.deepEqual(total?.source, { file: "contracts/Vault.sol", line: 12 });
    assert.equal(total?.waiting, 37);
    assert.equal(total?.edges.rmw, 37);
    assert.equal(total?.gain?.where.title, "Vault takes deposits from many users");
    // 38 deposits of 50,000 gas and 10 more for each one before it, in a line, and two approvals of 46,000 gas beside it.
    assert.equal(total?.gain?.before.ceiling, Math.round((1_999_030 / 1_907_030) * 10_000) / 10_000);
    const [test] = report.tests;
    assert.equal(test?.transactions, 40);
    assert.equal(test?.conflictRate.count, 0.95);
    const pairs = test?.pairs.map(({ functions, variable, waits }) => ({
      functions,
      waits,
      variable: report.variables[variable]?.name,
    }));
    assert.deepEqual(pairs, [
      { functions: ["Vault.deposit", "Vault.deposit"], waits: 37, variable: "Vault.totalAssets" },
    ]);
  });

  it("has every execution model of every test, and the distance to the target", () => {
    const { tests, models, target, variables } = render(records.hotVariable());
    for (const shown of [models, ...tests.map((test) => test.models)])
      assert.deepEqual(Object.keys(shown), [...MODEL_NAMES]);
    const [test] = tests;
    assert.deepEqual(test?.models.ideal?.speedup["8"], test?.speedup["8"]);
    // 37 deposits read what the one before wrote.
    assert.equal(test?.models["two-phase"]?.aborts?.["8"], 37);
    assert.deepEqual(
      target?.obstacles.map((index) => variables[index]?.name),
      ["Vault.totalAssets"],
    );
    assert.equal(target?.where.title, test?.title);
  });

  it("says which variables gain only together", () => {
    const groups = (record: RunRecord) => render(record).variables.map(({ gain }) => gain?.group);
    assert.deepEqual(groups(records.togetherOnly()), [
      [0, 1],
      [0, 1],
    ]);
    assert.deepEqual(groups(records.hotVariable()), [[0]]);
  });

  it("has the whole curve of N users, in both scenarios, and on what it depends", () => {
    const [certain, , friend] = render(records.manyUsers()).users;
    assert.deepEqual(
      certain?.points.map(({ users }) => users),
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    );
    assert.ok(certain?.points.every(({ own, same }) => JSON.stringify(own) === JSON.stringify(same)));
    assert.deepEqual(certain?.doubts, []);
    assert.deepEqual(friend?.doubts, [{ variable: "Vault.balances[*]", function: "Vault.pay", reason: "argument" }]);
    assert.deepEqual([friend?.points.at(-1)?.own.conflictRate.count, friend?.points.at(-1)?.same.waves], [0, 512]);
  });

  it("is the same for the same record", () => {
    assert.equal(renderJson(findingsOf(records.manyTests())), renderJson(findingsOf(records.manyTests())));
  });
});
