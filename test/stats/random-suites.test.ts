import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { parseRunRecord } from "../../plugin/record/parse.ts";
import type { RunRecord } from "../../plugin/record/types.ts";
import { runHardhat } from "../helpers/run.ts";
import { type ExpectedTest, expectedTests, projects, type RandomProject, writeProject } from "./random-suites.ts";

/** Suites that are written and run; each takes all three runners. */
const RUNS = 2;

/** The tests of a record in the same words. */
function recordedTests(record: RunRecord): ExpectedTest[] {
  const sent = record.tests.map((): string[] => []);
  for (const row of record.blocks.flatMap(({ transactions }) => transactions)) {
    assert.notEqual(row.test, undefined, "a transaction belongs to no test");
    sent[row.test as number]?.push(`${record.functions[row.function]?.name} ${row.phase}`);
  }
  return record.tests.map(({ file = "", title, suite = "" }, index) => ({
    file,
    title,
    suite,
    sent: sent[index] ?? [],
  }));
}

const sorted = (tests: readonly ExpectedTest[]) => tests.map((one) => JSON.stringify(one)).sort();

const failures = ({ mocha, nodejs }: RandomProject) => JSON.stringify([mocha, nodejs]).includes('"fails":true');

describe("A run of mocha's worker processes, node:test and Solidity tests", function () {
  this.timeout(300_000);

  it("has every transaction of every test once, in order, under the test's own name, in one record", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "random-suites-"));
    let number = 0;
    try {
      await fc.assert(
        fc.asyncProperty(projects, async (project) => {
          const root = path.join(directory, `${number++}`);
          await writeProject(project, root);
          const file = path.join(root, "run.json");
          const run = await runHardhat(["test", "--parallel-stats-json", file], root);
          assert.equal(run.code, failures(project) ? 1 : 0, run.stdout + run.stderr);
          const record = parseRunRecord(await readFile(file, "utf8"), file);
          assert.deepEqual(sorted(recordedTests(record)), sorted(expectedTests(project)));
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
