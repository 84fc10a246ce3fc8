import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunRecord } from "../../plugin/record/types.ts";
import type { BlockFindings } from "../../plugin/report/block-findings.ts";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { type Finished, ROOT, runHardhat, runNode } from "../helpers/run.ts";
import { withoutTimes } from "./records.ts";

/** What the suite of an example did and printed. */
export interface ExampleRun extends Finished {
  readonly name: string;
  /** Without what differs from run to run. */
  readonly record: RunRecord;
  readonly findings: Findings;
  /** Of a second run. */
  readonly recordAgain: RunRecord;
  readonly typeErrors: string;
  /** @throws AssertionError when there is no test of that title */
  test(title: string): BlockFindings;
}

/** Runs the suite of an example twice, from its sources alone, as in a clone. */
export async function runExample(name: string): Promise<ExampleRun> {
  const project = await copyOf(name);
  try {
    const first = await runSuite(project);
    const [types, again] = await Promise.all([
      runNode([path.join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "."], project),
      runSuite(project),
    ]);
    const findings = findingsOf(first.record);
    const test = (title: string) => {
      const found = findings.tests.find(({ subject }) => subject.title === title);
      assert.ok(found, `No test "${title}" in: ${findings.tests.map(({ subject }) => subject.title).join("; ")}`);
      return found;
    };
    return { ...first, name, findings, test, recordAgain: again.record, typeErrors: types.stdout };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function runSuite(project: string): Promise<Finished & { readonly record: RunRecord }> {
  const file = path.join(project, "run.json");
  const result = await runHardhat(["test", "--parallel-stats", "--parallel-stats-json", file], project);
  assert.equal(result.code, 0, result.stdout + result.stderr);
  return { ...result, record: withoutTimes(JSON.parse(await readFile(file, "utf8")) as RunRecord) };
}

/** Of its own, so that nobody who runs the example meanwhile is in the way. */
async function copyOf(example: string): Promise<string> {
  const project = await mkdtemp(path.join(tmpdir(), `hardhat-parallel-${example}-`));
  for (const part of ["contracts", "test", "hardhat.config.ts", "package.json", "tsconfig.json"]) {
    await cp(path.join(ROOT, "examples", example, part), path.join(project, part), { recursive: true });
  }
  await symlink(path.join(ROOT, "node_modules"), path.join(project, "node_modules"), "junction");
  return project;
}
