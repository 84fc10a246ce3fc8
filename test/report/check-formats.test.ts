import assert from "node:assert/strict";
import { renderCheckJunit } from "../../plugin/report/check-junit.ts";
import { renderCheckMarkdown } from "../../plugin/report/check-markdown.ts";
import { MOST_CHARACTERS } from "../../plugin/report/markdown.ts";
import { assertGolden } from "../helpers/golden.ts";
import { assertSoundJunit } from "../helpers/junit.ts";
import { assertNoReferences, assertOnlyOwnTags, markdownToHtml } from "../helpers/markdown.ts";
import { checkWithoutSnapshot, failedCheck, passedCheck } from "./checks.ts";
import { HOSTILE } from "./hostile-names.ts";

const CHECKS = { failed: failedCheck, passed: passedCheck, "without-snapshot": checkWithoutSnapshot } as const;

describe("The check as JUnit", () => {
  for (const [name, make] of Object.entries(CHECKS)) {
    it(`shows a check that has ${name} as agreed`, () => {
      const text = renderCheckJunit(make());
      assertSoundJunit(text);
      assertGolden(import.meta.url, `check-junit-${name}`, text);
    });
  }

  it("fails a case for each budget that is exceeded and each conflict that is worse, and no other", () => {
    assert.match(renderCheckJunit(failedCheck()), /^<testsuites .*tests="5" failures="4" errors="0" skipped="0">$/m);
    assert.match(renderCheckJunit(passedCheck()), /^<testsuites .*tests="2" failures="0" errors="0" skipped="0">$/m);
    assert.match(renderCheckJunit(checkWithoutSnapshot()), /tests="1" failures="0" errors="0" skipped="1"/);
  });

  it("stays sound with hostile names", () => {
    for (const name of HOSTILE) assertSoundJunit(renderCheckJunit(failedCheck(name, name)));
  });
});

describe("The check as Markdown", () => {
  for (const [name, make] of Object.entries(CHECKS)) {
    it(`shows a check that has ${name} as agreed`, () => {
      const text = renderCheckMarkdown(make());
      assertOnlyOwnTags(markdownToHtml(text));
      assertGolden(import.meta.url, `check-markdown-${name}`, text);
    });
  }

  it("lets no hostile name be more than text, and mentions nobody", () => {
    for (const name of HOSTILE) {
      const html = markdownToHtml(renderCheckMarkdown(failedCheck(name, name)));
      assertOnlyOwnTags(html);
      assertNoReferences(html);
    }
  });

  it("is never longer than a comment may be, and says how many entries are missing", () => {
    const check = failedCheck("|`".repeat(500), "<".repeat(5000));
    const many = <Row>(rows: readonly Row[]) => Array.from({ length: 100 }, () => rows).flat();
    const text = renderCheckMarkdown({
      ...check,
      budgets: many(check.budgets),
      snapshot: {
        ...check.snapshot,
        worse: many(check.snapshot.worse),
        slower: many(check.snapshot.slower),
        better: many(check.snapshot.better),
      },
    });
    assert.ok(text.length <= MOST_CHARACTERS, String(text.length));
    assert.equal([...text.matchAll(/^And \d+ more: /gm)].length, 4);
  });
});
