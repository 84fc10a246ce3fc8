import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { canonicalise } from "../../plugin/record/canonical.ts";
import { RunRecordError } from "../../plugin/record/errors.ts";
import { AccessFlag } from "../../plugin/record/flags.ts";
import { parseRunRecord, readRunRecord } from "../../plugin/record/parse.ts";
import { quickRunRecordSchema, runRecordJsonSchema, runRecordSchema } from "../../plugin/record/schema.ts";
import { serializeRunRecord, writeRunRecord } from "../../plugin/record/serialize.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { READ_WRITE, RecordBuilder } from "../helpers/run-record.ts";
import { runRecords } from "./arbitrary-records.ts";

const SAMPLE = canonicalise(
  new RecordBuilder().key("total", "Vault.total").test("deposits").send("Vault.deposit", { total: READ_WRITE }).build(),
);
const TEXT = serializeRunRecord(SAMPLE, { execution: false });

describe("Writing and reading run records", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "hardhat-parallel-record-"));
  });
  after(() => rm(directory, { recursive: true }));

  it("gives back what was written", () => {
    fc.assert(
      fc.property(runRecords, (record) => {
        const text = serializeRunRecord(record, { execution: true });
        assert.deepEqual(parseRunRecord(text, "run.json"), record);
      }),
    );
  });

  it("leaves out how blocks were executed where that is not wanted", () => {
    fc.assert(
      fc.property(runRecords, (record) => {
        const parsed = parseRunRecord(serializeRunRecord(record, { execution: false }), "run.json");
        const blocks = record.blocks.map(({ execution: _, ...block }) => block);
        assert.deepEqual(parsed, { ...record, blocks });
      }),
    );
  });

  it("writes one row a line", () => {
    const lines = TEXT.split("\n");
    for (const row of [...SAMPLE.keys, ...SAMPLE.functions, ...SAMPLE.tests]) {
      assert.ok(lines.includes(JSON.stringify(row)));
    }
  });

  it("writes the whole file or nothing, in a directory that need not exist", async () => {
    const file = join(directory, "deep", "run.json");
    await writeRunRecord(file, SAMPLE, { execution: false });
    assert.equal(await readFile(file, "utf8"), TEXT);
    assert.deepEqual(await readdir(join(directory, "deep")), ["run.json"]);
    assert.deepEqual(await readRunRecord(file), SAMPLE);
  });

  it("says which file it cannot write, and leaves nothing behind", async () => {
    await assert.rejects(writeRunRecord(directory, SAMPLE, { execution: false }), (error: RunRecordError) => {
      assert.ok(error instanceof RunRecordError);
      assert.equal(error.file, directory);
      assert.match(error.message, /cannot be written/);
      return true;
    });
    assert.deepEqual(
      (await readdir(join(directory, ".."))).filter((name) => name.endsWith(`.${process.pid}.tmp`)),
      [],
    );
  });

  it("says which file it cannot read", async () => {
    await assert.rejects(
      readRunRecord(join(directory, "absent.json")),
      /absent\.json: there is no such file\. Write it/,
    );
    await assert.rejects(readRunRecord(directory), /the file cannot be read .* Check the path/);
  });
});

describe("Refusing what is no run record", () => {
  function refusal(text: string): RunRecordError {
    try {
      parseRunRecord(text, "run.json");
    } catch (error) {
      assert.ok(error instanceof RunRecordError);
      assert.equal(error.file, "run.json");
      assert.notEqual(error.mend, "");
      return error;
    }
    throw new assert.AssertionError({ message: "The text was accepted" });
  }
  const change = (changes: object) => JSON.stringify({ ...SAMPLE, ...changes });
  const transaction = (changes: object): string =>
    change({
      blocks: SAMPLE.blocks.map((block) => ({
        ...block,
        transactions: block.transactions.map((row) => ({ ...row, ...changes })),
      })),
    });

  it("names truncation as such, wherever the text ends", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: TEXT.length - 3 }), (length) => {
        assert.match(refusal(TEXT.slice(0, length)).message, /the file ends early|this is not JSON/);
      }),
    );
    assert.match(refusal(TEXT.slice(0, 300)).message, /^run\.json: the file ends early \(.*\)\. Write it again with/);
    assert.match(refusal("").message, /the file is empty/);
    assert.match(refusal("hello").message, /this is not JSON/);
  });

  it("names foreign files as such", () => {
    assert.match(refusal('{"name": "package"}').message, /format: expected "hardhat-parallel-run", found nothing/);
    assert.match(refusal("[]").message, /this is no run record/);
    assert.match(refusal("null").message, /this is no run record/);
    assert.equal(refusal(change({ format: "lcov" })).field, "format");
  });

  it("tells a newer version from a wrong one", () => {
    assert.match(refusal(change({ version: 99 })).message, /version 99 .* update the package/);
    assert.match(refusal(change({ version: "one" })).message, /version "one" .* Write it again/);
    assert.equal(refusal(change({ version: undefined })).field, "version");
  });

  it("names the field that is wrong", () => {
    assert.equal(refusal(transaction({ gas: 21000 })).field, "blocks[0].transactions[0].gas");
    assert.equal(refusal(transaction({ gas: "21k" })).field, "blocks[0].transactions[0].gas");
    assert.equal(refusal(transaction({ phase: "between" })).field, "blocks[0].transactions[0].phase");
    assert.equal(refusal(change({ keys: [{ kind: "slot", address: "0x00", members: [] }] })).field, "keys[0].slot");
    assert.equal(refusal(change({ keys: [{ kind: "place" }] })).field, "keys[0].kind");
  });

  it("names references to rows that are not there", () => {
    assert.equal(refusal(transaction({ function: 5 })).field, "blocks[0].transactions[0].function");
    assert.equal(refusal(transaction({ test: 1 })).field, "blocks[0].transactions[0].test");
    const error = refusal(transaction({ accesses: [{ key: 7, flags: 1 }] }));
    assert.equal(error.field, "blocks[0].transactions[0].accesses[0].key");
    assert.match(error.message, /7 points behind the 1 rows of keys/);
    const site = refusal(transaction({ accesses: [{ key: 0, flags: 1, readAt: 0, writtenAt: 2 }] }));
    assert.equal(site.field, "blocks[0].transactions[0].accesses[0].readAt");
    assert.match(site.message, /0 points behind the 0 rows of sites/);
  });

  it("passes over fields that it does not know, as later versions may add some", () => {
    const parsed: RunRecord = parseRunRecord(change({ colour: "red" }), "run.json");
    assert.deepEqual(parsed, SAMPLE);
  });
});

describe("The quick look at a run record", () => {
  it("accepts what the schema accepts, and nothing else", () => {
    const values = fc.oneof(
      fc.constantFrom(
        -1,
        0,
        1.5,
        511,
        65_535,
        65_536,
        2 ** 32,
        Number.NaN,
        null,
        "",
        ".1k",
        "q",
        "s,a0f",
        "fs",
        [],
        {},
        true,
      ),
      fc.anything(),
    );
    const fields = fc.constantFrom("key", "flags", "changed", "moves", "origin", "readAt", "writtenAt", "other");
    fc.assert(
      fc.property(runRecords, fields, values, fc.boolean(), (record, field, value, drop) => {
        const blocks = structuredClone(record.blocks) as unknown as {
          transactions: { accesses: Record<string, unknown>[] }[];
        }[];
        for (const { transactions } of blocks) {
          for (const { accesses } of transactions) {
            for (const access of accesses) {
              if (drop) delete access[field];
              else access[field] = value;
            }
          }
        }
        const changed = { ...record, blocks };
        const accepted = runRecordSchema.safeParse(changed).success;
        assert.equal(quickRunRecordSchema.safeParse(changed).success, accepted);
      }),
      { numRuns: 300 },
    );
  });
});

describe("The documentation of the run record", () => {
  const docs = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");

  it("has the JSON Schema that the code reads by", async () => {
    const schema = JSON.parse(await docs("run-record.schema.json"));
    assert.deepEqual(schema, runRecordJsonSchema(), "Write what runRecordJsonSchema() returns to the file");
  });

  it("has an example that can be read", async () => {
    const example = /```json\n(.*?)```/s.exec(await docs("run-record.md"))?.[1] ?? "";
    const record = parseRunRecord(example.replaceAll('..."', '"'), "run-record.md");
    assert.equal(record.blocks[0]?.transactions[0]?.accesses[1]?.flags, READ_WRITE);
  });

  it("has every field and every flag", async () => {
    const text = await docs("run-record.md");
    const fields = new Set<string>();
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      if ("properties" in value) for (const name of Object.keys(value.properties as object)) fields.add(name);
      Object.values(value).forEach(visit);
    };
    visit(runRecordJsonSchema());
    assert.ok(fields.size > 30);
    for (const field of fields) assert.match(text, new RegExp(`\`[^\`]*\\b${field}\\b[^\`]*\``), field);
    for (const [name, bit] of Object.entries(AccessFlag)) {
      assert.match(text, new RegExp(`\\| ${bit} +\\| \`${name}\` +\\|`), name);
    }
  });
});
