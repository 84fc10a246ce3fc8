/**
 * Assertions on the reports of `parallel.block` and `parallel.group`, as plain functions for any test runner.
 *
 * @example
 * import { assertRunInParallel } from "hardhat-parallel/assert";
 *
 * const report = await parallel.block(() => users.map((user) => token.write.transfer([user, 1n])));
 * assertRunInParallel(report);
 */
import { AssertionError } from "node:assert";
import type { BlockReport } from "./block-report.ts";
import {
  abortsOf,
  type Bounds,
  brokenBound,
  conflictRateOf,
  criticalPathGasOf,
  type Quantity,
  speedupQuantity,
} from "./quantities.ts";
import type { SpeedupOptions } from "./reported.ts";
import { conflicts, conflictsBetween, conflictsOn, reportFrom, runsInParallel, type Verdict } from "./verdicts.ts";

export type { ModelName } from "../analysis/models/target.ts";
export type { BlockReport } from "./block-report.ts";
export type { BlockOptions, ParallelHelpers } from "./parallel-helpers.ts";
export type { Bounds } from "./quantities.ts";
export type { ReportedAbort, ReportedConflict, ReportedTransaction, SpeedupOptions } from "./reported.ts";

/** No transaction needs what another one changes: all can run at once. */
export function assertRunInParallel(report: BlockReport): void {
  check(runsInParallel(reportFrom(report)), assertRunInParallel);
}

/** Some transaction needs what another one changes. */
export function assertConflict(report: BlockReport): void {
  check(conflicts(reportFrom(report)), assertConflict);
}

/**
 * Some transaction waits for another one on this variable.
 *
 * @param variable `Token.totalSupply`, `Token.balances` (any key), `Token.balances[0xf39F...2266 (signer 0)]`.
 * @throws ReportQuestionError when no contract that ran has such a variable
 */
export function assertConflictOn(report: BlockReport, variable: string): void {
  check(conflictsOn(reportFrom(report), variable), assertConflictOn);
}

/** No transaction waits for another one on this variable. Throws as `assertConflictOn` where the name is wrong. */
export function assertNoConflictOn(report: BlockReport, variable: string): void {
  checkNot(conflictsOn(reportFrom(report), variable), assertNoConflictOn);
}

/**
 * A transaction of one function waits for one of the other.
 *
 * @param first, second `mint`, `Token.mint`, `Token.move(address,uint256)`; the same one twice for one that meets itself.
 * @throws ReportQuestionError when no transaction of the report called such a function
 */
export function assertConflictBetween(report: BlockReport, first: string, second: string): void {
  check(conflictsBetween(reportFrom(report), first, second), assertConflictBetween);
}

/** No transaction of one function waits for one of the other. Throws as `assertConflictBetween` where a name is wrong. */
export function assertNoConflictBetween(report: BlockReport, first: string, second: string): void {
  checkNot(conflictsBetween(reportFrom(report), first, second), assertNoConflictBetween);
}

/** Share of the transactions that wait for another one, or are waited for, from 0 to 1: `{ atMost: 0.1 }`. */
export function assertConflictRate(report: BlockReport, bounds: Bounds): void {
  checkBounds(conflictRateOf(reportFrom(report)), bounds, assertConflictRate);
}

/** How much faster several threads are than one: `{ threads: 8, atLeast: 4 }`, `{ threads: 8, model: "block-stm", atLeast: 3 }`. */
export function assertSpeedup(report: BlockReport, options: SpeedupOptions & Bounds): void {
  checkBounds(speedupQuantity(reportFrom(report), options), options, assertSpeedup);
}

/** Gas of the heaviest chain of transactions that wait for each other: `{ atMost: 300_000 }`. */
export function assertCriticalPathGas(report: BlockReport, bounds: Bounds): void {
  checkBounds(criticalPathGasOf(reportFrom(report)), bounds, assertCriticalPathGas);
}

/** Executions that the engine threw away in this run: `{ atMost: 3 }`. They differ from run to run. */
export function assertAborts(report: BlockReport, bounds: Bounds): void {
  checkBounds(abortsOf(reportFrom(report)), bounds, assertAborts);
}

type Caller = (...args: never[]) => void;

function check({ holds, message }: Verdict, caller: Caller): void {
  if (!holds) fail(message, caller);
}

function checkNot({ holds, negated }: Verdict, caller: Caller): void {
  if (holds) fail(negated, caller);
}

function checkBounds(quantity: Quantity, bounds: Bounds, caller: Caller): void {
  const broken = brokenBound(quantity, bounds);
  if (broken !== undefined) fail(broken, caller);
}

function fail(message: string, caller: Caller): never {
  throw new AssertionError({ message, operator: caller.name, stackStartFn: caller });
}
