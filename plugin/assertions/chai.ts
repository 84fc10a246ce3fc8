/**
 * Matchers for the reports of `parallel.block` and `parallel.group`. On a connection of the parallel engine they are
 * there already; a test that makes no connection of its own adds them.
 *
 * @example
 * import { use } from "chai";
 * import parallelMatchers from "hardhat-parallel/chai";
 *
 * use(parallelMatchers);
 */

import type { BlockReport } from "./block-report.ts";
import type {} from "./chai-types.ts";
import { ReportQuestionError } from "./errors.ts";
import { abortsOf, conflictRateOf, criticalPathGasOf, type Quantity, speedupQuantity } from "./quantities.ts";
import type { SpeedupOptions } from "./reported.ts";
import { conflicts, conflictsBetween, conflictsOn, reportFrom, runsInParallel, type Verdict } from "./verdicts.ts";

export type * from "./chai-types.ts";

/** What a plugin of chai is given: the parts that are used here, so that chai's types need not be installed. */
export interface Chai {
  readonly Assertion: {
    readonly prototype: object;
    addMethod(name: string, method: (this: MatcherContext, ...args: unknown[]) => void): void;
    addProperty(name: string, getter: (this: MatcherContext) => void): void;
  };
}

/** An assertion under way. */
export interface MatcherContext {
  assert(holds: boolean, message: string, negated: string): void;
}

export interface ChaiUtilities {
  flag(assertion: object, name: string, value?: unknown): unknown;
}

/** The plugin for `chai.use`. Adding it several times changes nothing. */
export default function parallelMatchers({ Assertion }: Chai, { flag }: ChaiUtilities): void {
  if ("runInParallel" in Assertion.prototype) return;

  const judge = (assertion: MatcherContext, verdict: (report: BlockReport) => Verdict): void => {
    const { holds, message, negated } = verdict(reportFrom(flag(assertion, "object")));
    assertion.assert(holds, message, negated);
  };
  const turnTo = (assertion: MatcherContext, measure: (report: BlockReport) => Quantity): void => {
    const { value, context } = measure(reportFrom(flag(assertion, "object")));
    const own = flag(assertion, "message");
    flag(assertion, "object", value);
    flag(assertion, "message", own === undefined ? context : `${String(own)}: ${context}`);
  };

  Assertion.addMethod("runInParallel", function () {
    judge(this, runsInParallel);
  });
  Assertion.addMethod("conflict", function () {
    judge(this, conflicts);
  });
  Assertion.addMethod("conflictOn", function (variable) {
    judge(this, (report) => conflictsOn(report, nameFrom(variable)));
  });
  Assertion.addMethod("conflictBetween", function (first, second) {
    judge(this, (report) => conflictsBetween(report, nameFrom(first), nameFrom(second)));
  });
  Assertion.addProperty("haveConflictRate", function () {
    turnTo(this, conflictRateOf);
  });
  Assertion.addMethod("haveSpeedup", function (options) {
    turnTo(this, (report) => speedupQuantity(report, options as SpeedupOptions | undefined));
  });
  Assertion.addProperty("haveCriticalPathGas", function () {
    turnTo(this, criticalPathGasOf);
  });
  Assertion.addProperty("haveAborts", function () {
    turnTo(this, abortsOf);
  });
}

/** Matchers are called from JavaScript, too. */
function nameFrom(value: unknown): string {
  if (typeof value === "string") return value;
  throw new ReportQuestionError(
    `Expected a name as reports have it, such as "Token.totalSupply". Got ${typeof value}.`,
  );
}
