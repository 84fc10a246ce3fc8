import assert from "node:assert/strict";
import { serializeRunRecord } from "../../plugin/record/serialize.ts";
import type { BlockFindings } from "../../plugin/report/block-findings.ts";
import { type Findings, findingsOf } from "../../plugin/report/findings.ts";
import { ensureBuilt } from "../helpers/dist.ts";
import { keptReports } from "./formats.ts";
import { assertFile, misquotes, reportOf, withFigures } from "./pages.ts";
import { type ExampleRun, runExample } from "./run-example.ts";

/** Pages other than its own that show the report of an example, written by the tests ... */
const SHOWN_IN: Readonly<Record<string, readonly string[]>> = { dex: ["README.md"] };
/** ... and pages that quote some of its lines. */
const QUOTED_IN: Readonly<Record<string, readonly string[]>> = { token: ["docs/reading-the-report.md"] };

/** What holds for every example; and in `more`, what its README says of it. */
export function describeExample(name: string, more: (run: () => ExampleRun) => void): void {
  describe(`The example ${name}`, function () {
    this.timeout(180_000);

    let finished: ExampleRun | undefined;
    const run = () => {
      assert.ok(finished);
      return finished;
    };

    before(async () => {
      await ensureBuilt();
      finished = await runExample(name);
    });

    more(run);

    it("prints the report that stands beside it", () => {
      const { findings, stdout } = run();
      const report = reportOf(findings);
      assertFile(`examples/${name}/report.txt`, () => `${report}\n`);
      const printed = new Set(stdout.split("\n"));
      assert.deepEqual(
        report.split("\n").filter((line) => !printed.has(line)),
        [],
      );
    });

    it("has the reports in other formats that are kept", async () => {
      for (const [file, report] of await keptReports(name, run().findings)) assertFile(file, () => report);
    });

    it("shows its reports and figures in its README", () => {
      for (const page of [`examples/${name}/README.md`, ...(SHOWN_IN[name] ?? [])]) {
        assertFile(page, (text) => withFigures(text, run()));
      }
    });

    it("prints what other pages quote", () => {
      const pages = QUOTED_IN[name] ?? [];
      assert.deepEqual(
        pages.flatMap((page) => misquotes(page, run())),
        [],
      );
    });

    it("has tests that the compiler accepts", () => {
      assert.equal(run().typeErrors, "");
    });

    it("gives the same record and report when it runs again", () => {
      const { record, recordAgain, findings } = run();
      const text = (of: typeof record) => serializeRunRecord(of, { execution: false });
      assert.equal(text(recordAgain), text(record));
      assert.equal(reportOf(findingsOf(recordAgain)), reportOf(findings));
    });
  });
}

/** What READMEs say of a test in words and tables. */
export function assertFigures(
  { conflicting, waves, ceiling }: BlockFindings,
  expected: { conflicting: number; waves: number; ceiling: string },
): void {
  assert.deepEqual({ conflicting, waves, ceiling: ceiling.toFixed(1) }, expected);
}

export const SIXTEEN_AT_ONCE = { conflicting: 0, waves: 1, ceiling: "16.0" };
export const SIXTEEN_IN_LINE = { conflicting: 16, waves: 16, ceiling: "1.0" };

/** Names of the variables on which transactions of the block wait, sorted. */
export function variablesOf(block: BlockFindings, { variables }: Findings): string[] {
  return variables
    .filter(({ variable }) => (block.variables.get(variable.index)?.waiting ?? 0) > 0)
    .map(({ variable }) => variable.name)
    .sort();
}
