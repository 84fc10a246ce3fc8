import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { renderCheckJson } from "../../plugin/report/check-json.ts";
import { checkSchema } from "../../plugin/report/check-schema.ts";
import { checkWithoutSnapshot, failedCheck, passedCheck } from "./checks.ts";
import { HOSTILE } from "./hostile-names.ts";

describe("The check as JSON", () => {
  let validate: ValidateFunction;

  before(async () => {
    const schema = await readFile(new URL("../../docs/check.schema.json", import.meta.url), "utf8");
    validate = new Ajv2020({ strictTypes: false }).compile(JSON.parse(schema));
  });

  it("is as its schema says, whatever things are called", () => {
    for (const check of [
      passedCheck(),
      checkWithoutSnapshot(),
      ...["Vault", ...HOSTILE].map((name) => failedCheck(name)),
    ]) {
      const text = renderCheckJson(check);
      assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
      assert.deepEqual(checkSchema.parse(JSON.parse(text)), JSON.parse(text), "no field is missing from the schema");
    }
  });

  it("has every limit in full, and the sentence that people read", () => {
    const { budgets } = JSON.parse(renderCheckJson(failedCheck()));
    const { causes: _, ...speedup } = budgets[1];
    assert.deepEqual(speedup, {
      subject: { kind: "test", name: "Vault.deposit", file: "contracts/Vault.sol" },
      origin: { kind: "config", field: 'parallel.budgets["test: Vault.deposit"].minSpeedup' },
      rule: "minSpeedup",
      limit: 4,
      threads: 8,
      model: "ideal",
      reachable: 8,
      actual: 1.25,
      passed: false,
      sentence: "8 threads run its transactions 1.25x as fast as one (ideal), at least 4x is wanted",
    });
  });
});
