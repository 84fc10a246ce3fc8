import assert from "node:assert/strict";
import { AssertionError as ChaiError, expect, use } from "chai";
import {
  assertAborts,
  assertConflict,
  assertConflictBetween,
  assertConflictOn,
  assertConflictRate,
  assertCriticalPathGas,
  assertNoConflictBetween,
  assertNoConflictOn,
  assertRunInParallel,
  assertSpeedup,
  type Bounds,
} from "../../plugin/assertions/assert.ts";
import type { BlockReport } from "../../plugin/assertions/block-report.ts";
import parallelMatchers from "../../plugin/assertions/chai.ts";
import { ReportQuestionError } from "../../plugin/assertions/errors.ts";
import type { SpeedupOptions } from "../../plugin/assertions/reported.ts";
import { assertGolden } from "../helpers/golden.ts";
import { aborted, fills, mintsAndBurns, payments } from "./reports.ts";

/** A matcher and the functions that say the same, each on a report for which it passes and one for which it fails. */
interface Case {
  readonly name: string;
  /** @param to `expect(report).to` or `expect(report).not.to` */
  readonly matcher: (to: Chai.Assertion) => unknown;
  readonly plain: (report: BlockReport) => void;
  /** Absent where bounds say it. */
  readonly plainNegated?: (report: BlockReport) => void;
  readonly passes: () => BlockReport;
  readonly fails: () => BlockReport;
}

const CASES: readonly Case[] = [
  {
    name: "runInParallel",
    matcher: (to) => to.runInParallel(),
    plain: assertRunInParallel,
    plainNegated: assertConflict,
    passes: payments,
    fails: mintsAndBurns,
  },
  {
    name: "conflict",
    matcher: (to) => to.conflict(),
    plain: assertConflict,
    plainNegated: assertRunInParallel,
    passes: mintsAndBurns,
    fails: payments,
  },
  {
    name: "conflictOn-variable",
    matcher: (to) => to.conflictOn("Token.totalSupply"),
    plain: (report) => assertConflictOn(report, "Token.totalSupply"),
    plainNegated: (report) => assertNoConflictOn(report, "Token.totalSupply"),
    passes: mintsAndBurns,
    fails: payments,
  },
  {
    name: "conflictOn-any-key",
    matcher: (to) => to.conflictOn("Token.balances"),
    plain: (report) => assertConflictOn(report, "Token.balances"),
    plainNegated: (report) => assertNoConflictOn(report, "Token.balances"),
    passes: mintsAndBurns,
    fails: payments,
  },
  {
    name: "conflictOn-untouched",
    matcher: (to) => to.conflictOn("Token.owner"),
    plain: (report) => assertConflictOn(report, "Token.owner"),
    passes: mintsAndBurns,
    fails: mintsAndBurns,
  },
  {
    name: "conflictBetween",
    matcher: (to) => to.conflictBetween("mint", "Token.burn"),
    plain: (report) => assertConflictBetween(report, "mint", "Token.burn"),
    plainNegated: (report) => assertNoConflictBetween(report, "mint", "Token.burn"),
    passes: mintsAndBurns,
    fails: mintsAndBurns,
  },
  {
    name: "conflictBetween-apart",
    matcher: (to) => to.conflictBetween("mint", "move"),
    plain: (report) => assertConflictBetween(report, "mint", "move"),
    plainNegated: (report) => assertNoConflictBetween(report, "mint", "move"),
    passes: mintsAndBurns,
    fails: mintsAndBurns,
  },
  {
    name: "haveConflictRate",
    matcher: (to) => to.haveConflictRate.below(0.1),
    plain: (report) => assertConflictRate(report, { below: 0.1 }),
    passes: payments,
    fails: mintsAndBurns,
  },
  {
    name: "haveSpeedup",
    matcher: (to) => to.haveSpeedup({ threads: 8 }).of.at.least(4),
    plain: (report) => assertSpeedup(report, { threads: 8, atLeast: 4 }),
    passes: payments,
    fails: mintsAndBurns,
  },
  {
    name: "haveSpeedup-model",
    matcher: (to) => to.haveSpeedup({ threads: 4, model: "two-phase" }).above(2),
    plain: (report) => assertSpeedup(report, { threads: 4, model: "two-phase", above: 2 }),
    passes: payments,
    fails: mintsAndBurns,
  },
  {
    name: "haveCriticalPathGas",
    matcher: (to) => to.haveCriticalPathGas.at.most(100_000),
    plain: (report) => assertCriticalPathGas(report, { atMost: 100_000 }),
    passes: payments,
    fails: mintsAndBurns,
  },
  {
    name: "haveAborts",
    matcher: (to) => to.haveAborts.below(1),
    plain: (report) => assertAborts(report, { below: 1 }),
    passes: payments,
    fails: aborted,
  },
];

const OPPOSITES = new Set(["runInParallel", "conflict"]);
/** What always or never holds, on the one report that the cases have for both. */
const ALWAYS = new Set(["conflictBetween"]);
const NEVER = new Set(["conflictOn-untouched", "conflictBetween-apart"]);

function messageOf(run: () => unknown, error: new (...args: never[]) => Error): string {
  try {
    run();
  } catch (thrown) {
    assert.ok(thrown instanceof error, String(thrown));
    return thrown.message;
  }
  return assert.fail("nothing was thrown");
}

describe("Assertions on a report", () => {
  before(() => {
    use(parallelMatchers);
  });

  for (const { name, matcher, plain, plainNegated, passes, fails } of CASES) {
    describe(name, () => {
      const positive = (report: BlockReport) => () => matcher(expect(report).to);
      const negative = (report: BlockReport) => () => matcher(expect(report).not.to);

      if (!NEVER.has(name)) {
        it("passes where it holds, and fails then when negated, with what was found", () => {
          const report = passes();
          positive(report)();
          plain(report);
          const message = messageOf(negative(report), ChaiError);
          assertGolden(import.meta.url, `${name}-negated`, message);
          if (plainNegated !== undefined) {
            const said = messageOf(() => plainNegated(report), assert.AssertionError);
            // The opposite of one is the other, each in words of its own.
            if (!OPPOSITES.has(name)) assert.equal(said, message);
          }
        });
      }

      if (!ALWAYS.has(name)) {
        it("fails where it does not hold, with what was found, and passes then when negated", () => {
          const report = fails();
          const message = messageOf(positive(report), ChaiError);
          assertGolden(import.meta.url, name, message);
          assert.equal(
            messageOf(() => plain(report), assert.AssertionError),
            message,
          );
          negative(report)();
          plainNegated?.(report);
        });
      }
    });
  }

  it("can be chained", () => {
    expect(mintsAndBurns())
      .to.conflictOn("Token.totalSupply")
      .and.conflictBetween("mint", "mint")
      .and.not.runInParallel();
    expect(payments()).to.runInParallel().and.haveSpeedup({ threads: 4 }).within(2, 4);
  });

  it("keep a message of the test's own in front", () => {
    const said = (run: () => unknown) => messageOf(run, ChaiError);
    assert.match(
      said(() => expect(mintsAndBurns(), "payday").to.runInParallel()),
      /^payday: expected "mints and burns" to run/,
    );
    assert.match(
      said(() => expect(mintsAndBurns(), "payday").to.haveConflictRate.below(0.1)),
      /^payday: "mints and burns" has a/,
    );
  });

  it("point at the line of the test, not into this package", () => {
    for (const run of [
      () => expect(mintsAndBurns()).to.runInParallel(),
      () => assertRunInParallel(mintsAndBurns()),
      () => assertSpeedup(mintsAndBurns(), { threads: 2, above: 5 }),
    ]) {
      assert.throws(run, (error: Error) => {
        assert.match(error.stack?.split("\n").find((line) => /^\s+at /.test(line)) ?? "", /matchers\.test\.ts/);
        return true;
      });
    }
  });

  it("know a variable by each of its names", () => {
    const report = mintsAndBurns();
    for (const name of ["Token.balances", "Token.balances[*]", "Token.balances[0x7099...7909 (signer 9)]"]) {
      expect(report).to.conflictOn(name);
    }
    expect(report).not.to.conflictOn("Token.balances[0x7099...7900 (signer 0)]");
    expect(report).not.to.conflictOn("Token.paused");
  });

  it("know each of the variables that share a slot", () => {
    for (const name of ["Book.orders", "Book.orders[*].filled", "Book.orders[*].paid", "Book.orders[7].filled"]) {
      expect(fills()).to.conflictOn(name);
    }
  });

  describe("misused", () => {
    const asked = (run: () => unknown) => messageOf(run, ReportQuestionError);

    it("suggest the nearest variable for a wrong one, also when negated", () => {
      const report = mintsAndBurns();
      const messages = [
        asked(() => expect(report).to.conflictOn("Token.totlSupply")),
        asked(() => expect(report).not.to.conflictOn("totalSupply")),
        asked(() => assertNoConflictOn(report, "Token.balance")),
        asked(() => assertConflictOn(report, "Token.balances[0x70999...7909]")),
      ];
      assertGolden(import.meta.url, "misuse-variable", messages.join("\n"));
    });

    it("suggest the nearest function for one that nobody called, also when negated", () => {
      const report = mintsAndBurns();
      const messages = [
        asked(() => expect(report).to.conflictBetween("mnt", "burn")),
        asked(() => expect(report).not.to.conflictBetween("Token.mint", "Token.bun")),
        asked(() => assertConflictBetween(report, "mint", "approve")),
        asked(() => assertNoConflictBetween(report, "move(address)", "mint")),
      ];
      assertGolden(import.meta.url, "misuse-function", messages.join("\n"));
    });

    it("suggest the nearest model, and say what a number of threads is", () => {
      const report = mintsAndBurns();
      const options = (value: object) => value as SpeedupOptions;
      const messages = [
        asked(() =>
          expect(report)
            .to.haveSpeedup(options({ threads: 8, model: "block-stn" }))
            .above(1),
        ),
        asked(() =>
          expect(report)
            .to.haveSpeedup(options({ threads: 0 }))
            .above(1),
        ),
        asked(() =>
          expect(report)
            .to.haveSpeedup(options({ threads: 2.5 }))
            .above(1),
        ),
        asked(() => expect(report).to.haveSpeedup(options({})).above(1)),
        asked(() => assertSpeedup(report, { ...options({}), above: 1 })),
      ];
      assertGolden(import.meta.url, "misuse-speedup", messages.join("\n"));
    });

    it("refuse what is no report, most of all a promise of one", () => {
      const promise = Promise.resolve(payments());
      const messages = [
        asked(() => expect(promise).to.runInParallel()),
        asked(() => expect(undefined).not.to.conflict()),
        asked(() => expect({}).to.haveConflictRate.below(1)),
        asked(() => assertRunInParallel(promise as unknown as BlockReport)),
      ];
      assertGolden(import.meta.url, "misuse-report", messages.join("\n"));
    });

    it("demand a bound that is a number", () => {
      const messages = [
        asked(() => assertConflictRate(payments(), {})),
        asked(() => assertAborts(payments(), { atMots: 1 } as Bounds)),
        asked(() => assertCriticalPathGas(payments(), { below: Number.NaN })),
      ];
      assertGolden(import.meta.url, "misuse-bounds", messages.join("\n"));
    });
  });
});
