import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { answerJsonSchemas, matrixSchema, whatIfSchema } from "../../plugin/report/answer-schemas.ts";
import { matrixOf } from "../../plugin/report/matrix.ts";
import { renderMatrixJson } from "../../plugin/report/matrix-json.ts";
import { answerWhatIf } from "../../plugin/report/what-if.ts";
import { renderWhatIfJson } from "../../plugin/report/what-if-json.ts";
import * as records from "./records.ts";

describe("The JSON of what-if and matrix", () => {
  const validators = new Map<string, ValidateFunction>();

  before(async () => {
    for (const name of Object.keys(answerJsonSchemas())) {
      const schema = JSON.parse(await readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8"));
      validators.set(name, new Ajv2020({ strictTypes: false }).compile(schema));
    }
  });

  for (const [name, schema] of Object.entries(answerJsonSchemas())) {
    it(`has ${name} in the documentation as the code writes it`, async () => {
      const written = JSON.parse(await readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8"));
      assert.deepEqual(written, schema, "Write what answerJsonSchemas() returns to the file");
    });
  }

  function assertValid(name: string, value: unknown): void {
    const validate = validators.get(name);
    assert.ok(validate?.(value), JSON.stringify(validate?.errors, undefined, 2));
  }

  for (const [name, make] of Object.entries(records)) {
    it(`is as the schemas say for ${name}`, () => {
      const record = make();
      const answer = JSON.parse(renderWhatIfJson(answerWhatIf(record, { threads: 4 })));
      assertValid("what-if.schema.json", answer);
      assert.deepEqual(whatIfSchema.parse(answer), answer, "no field is missing from the schema");

      const functions = record.functions.map((row) => ({ ...row, contract: row.name.split(".")[0] ?? "" }));
      const matrix = JSON.parse(renderMatrixJson(matrixOf({ ...record, functions }, undefined, () => ["other"])));
      assertValid("matrix.schema.json", matrix);
      assert.deepEqual(matrixSchema.parse(matrix), matrix, "no field is missing from the schema");
    });
  }
});
