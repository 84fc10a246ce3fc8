import { namesOf } from "../report/named-variables.ts";
import { countOf } from "../report/numbers.ts";
import { plain } from "../report/text.ts";
import { BlockReport } from "./block-report.ts";
import { didYouMean, ReportQuestionError } from "./errors.ts";
import { conflictLines, failureLines } from "./report-text.ts";
import type { ReportedConflict } from "./reported.ts";

/** What a report says to a question that an assertion asks: the one implementation behind matchers and functions. */
export interface Verdict {
  readonly holds: boolean;
  /** Why the assertion fails when it does not hold. */
  readonly message: string;
  /** Why the negated assertion fails when it does. */
  readonly negated: string;
}

/** Does no transaction need what another one changes? */
export function runsInParallel(report: BlockReport): Verdict {
  const { conflicts, waves, transactions } = report;
  const holds = conflicts.length === 0;
  const found = `its ${countOf(transactions.length, "transaction")} take ${countOf(waves, "wave")}`;
  return {
    holds,
    message: message(report, "to run in parallel", `${found}:`, conflicts),
    negated: message(report, "not to run in parallel", "no transaction waits for another one", []),
  };
}

/** Does some transaction need what another one changes? */
export function conflicts(report: BlockReport): Verdict {
  const { holds, message: found } = runsInParallel(report);
  return {
    holds: !holds,
    message: message(report, "to conflict", "no transaction waits for another one", []),
    negated: found.replace(" to run in parallel, ", " not to conflict, "),
  };
}

/**
 * Does some transaction wait for another one on this variable?
 *
 * @param wanted As reports name it: `Token.totalSupply`, `Token.balances` (any key), `Token.balances[0xf39F...2266 (signer 0)]`.
 * @throws ReportQuestionError when no contract that ran has such a variable
 */
export function conflictsOn(report: BlockReport, wanted: string): Verdict {
  const { variables, block, variableNames, record } = BlockReport.analysisOf(report);
  const elementNames = (key: number) => record.keys[key]?.members.map(({ name }) => name) ?? [];
  const known = new Set([
    ...variableNames,
    ...variables.elements,
    ...record.keys.flatMap((_, key) => elementNames(key)),
  ]);
  if (![...known].some((name) => isCalled(name, wanted))) {
    throw new ReportQuestionError(
      `No contract that ran in ${nameOf(report)} has a variable "${wanted}". ${didYouMean(wanted, known, "None of them has a known variable.")}`,
    );
  }
  const byName = new Set(
    variables.all
      .filter((variable) => namesOf(variable).some((name) => isCalled(name, wanted)))
      .map(({ name }) => name),
  );
  const called = [...block.elements.keys()].filter((key) =>
    [variables.elements[key] ?? "", ...elementNames(key)].some((name) => isCalled(name, wanted)),
  );
  const byElement = new Set(called.map((key) => variables.all[variables.ofKey[key] as number]?.name));
  const elements = new Set(called.map((key) => variables.elements[key]));
  const found = report.conflicts.filter(({ variable, element }) => {
    if (byName.has(variable)) return true;
    // One element of several: pairs that always met on another one did not meet here.
    return byElement.has(variable) && (element === undefined || elements.has(element));
  });
  const instead = report.conflicts.length === 0 ? "no transaction waits for another one" : "they wait elsewhere:";
  return {
    holds: found.length > 0,
    message: message(report, `to conflict on "${wanted}"`, instead, report.conflicts),
    negated: message(report, `not to conflict on "${wanted}"`, "they do:", found),
  };
}

/** A name may be given without its keys and members. */
function isCalled(name: string, wanted: string): boolean {
  return name === wanted || name.startsWith(`${wanted}[`) || name.startsWith(`${wanted}.`);
}

/**
 * Does a transaction of one function wait for one of the other?
 *
 * @param first, second `mint`, `Token.mint`, or with types where a contract has several: `Token.move(address,uint256)`.
 * @throws ReportQuestionError when no transaction of the report called such a function
 */
export function conflictsBetween(report: BlockReport, first: string, second: string): Verdict {
  const called = new Set(report.transactions.map((transaction) => transaction.function));
  for (const wanted of [first, second]) {
    if ([...called].some((name) => isFunction(name, wanted))) continue;
    const known = wanted.includes(".") ? called : new Set([...called].map(withoutContract));
    throw new ReportQuestionError(
      `No transaction of ${nameOf(report)} called "${wanted}". ${didYouMean(wanted, known, "It has no transactions.")}`,
    );
  }
  const found = report.conflicts.filter(({ functions: [a, b] }) => {
    return (isFunction(a, first) && isFunction(b, second)) || (isFunction(a, second) && isFunction(b, first));
  });
  const between = `between "${first}" and "${second}"`;
  const instead = report.conflicts.length === 0 ? "no transaction waits for another one" : "others do:";
  return {
    holds: found.length > 0,
    message: message(report, `to conflict ${between}`, instead, report.conflicts),
    negated: message(report, `not to conflict ${between}`, "they do:", found),
  };
}

function isFunction(name: string, wanted: string): boolean {
  return [name, withoutContract(name)].some((one) => one === wanted || one.startsWith(`${wanted}(`));
}

function withoutContract(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}

/** `"deposits"`, as messages call a report. */
export function nameOf({ name }: BlockReport): string {
  return `"${plain(name)}"`;
}

function message(report: BlockReport, wanted: string, but: string, found: readonly ReportedConflict[]): string {
  const lines = [`expected ${nameOf(report)} ${wanted}, but ${but}`, ...conflictLines(found)];
  return [...lines, ...failureLines(report.failed)].join("\n");
}

/**
 * The report that an assertion was given.
 *
 * @throws ReportQuestionError when it is none
 */
export function reportFrom(value: unknown): BlockReport {
  if (BlockReport.isReport(value)) return value;
  const what = value instanceof Promise ? "a promise: await it first" : `${value === null ? "null" : typeof value}`;
  throw new ReportQuestionError(
    `This assertion is about a report of parallel.block or parallel.group, and was given ${what}.`,
  );
}
