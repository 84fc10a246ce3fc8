import assert from "node:assert/strict";
import { Chalk } from "chalk";
import stringWidth from "string-width";
import { type CheckFindings, causesOf } from "../../plugin/report/check.ts";
import { renderCheckTerminal } from "../../plugin/report/check-terminal.ts";
import { findingsOf } from "../../plugin/report/findings.ts";
import { assertGolden } from "../helpers/golden.ts";
import { checkWithoutSnapshot, failedCheck, passedCheck } from "./checks.ts";
import { HOSTILE } from "./hostile-names.ts";
import { hotVariable, linesOfConflicts } from "./records.ts";

const CHECKS = { failed: failedCheck, passed: passedCheck, "without-snapshot": checkWithoutSnapshot } as const;

function render(check: CheckFindings, columns = 80, level: 0 | 1 = 0): string {
  return renderCheckTerminal(check, { columns, chalk: new Chalk({ level }) });
}

describe("The check in a terminal", () => {
  for (const [name, make] of Object.entries(CHECKS)) {
    it(`shows a check that has ${name} as agreed`, () => {
      assertGolden(import.meta.url, `check-terminal-${name}`, render(make()));
    });
  }

  it("shows the same in a wide terminal with colours", () => {
    assertGolden(import.meta.url, "check-terminal-failed-200-colours", render(failedCheck(), 200, 1));
  });

  it("shows hostile names and obeys none, in lines that fit", () => {
    for (const name of HOSTILE) {
      for (const columns of [72, 80, 200]) {
        for (const line of render(failedCheck(name, name), columns).split("\n")) {
          assert.doesNotMatch(line, /[\p{Cc}\u202a-\u202e]/u);
          assert.ok(stringWidth(line) <= columns, `${stringWidth(line)} columns: ${line}`);
        }
      }
    }
  });
});

describe("The causes of a failed check", () => {
  it("are the conflicts that make somebody wait, of the worst variable first, with all their lines", () => {
    for (const make of [hotVariable, linesOfConflicts]) {
      const { tests, variables } = findingsOf(make());
      const causes = causesOf(
        tests.flatMap(({ pairs }) => pairs),
        variables,
      );
      const waits = variables.flatMap(({ pairs }) => pairs.filter((pair) => pair.waits > 0));
      assert.deepEqual(
        causes.map(({ functions, waits: own, places }) => ({ functions, own, places })),
        waits.map(({ functions, waits: own, places }) => ({ functions, own, places })),
      );
    }
  });
});
