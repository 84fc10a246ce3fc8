import type { BudgetFindings, ChangedConflict, ChangedSpeedup, CheckFindings, ConflictCause } from "./check.ts";
import { CHECK_FORMAT, CHECK_VERSION, type CheckJson } from "./check-schema.ts";
import { budgetSentence } from "./check-sentences.ts";

/** The result of a check for other programs: `docs/check.schema.json` describes every field. */
export function renderCheckJson(check: CheckFindings): string {
  return JSON.stringify(checkJson(check), undefined, 2);
}

/** The result of a check as plain values. Factors and shares are rounded to four decimals. */
export function checkJson({ passed, budgets, snapshot }: CheckFindings): CheckJson {
  const { worse, slower, better, faster, added, absent, ...state } = snapshot;
  return {
    format: CHECK_FORMAT,
    version: CHECK_VERSION,
    passed,
    budgets: budgets.map(budgetJson),
    snapshot: {
      ...state,
      worse: worse.map(changeJson),
      slower: slower.map(speedupJson),
      better: better.map(({ name, before, waits }) => ({ name, before, waits })),
      faster: faster.map(speedupJson),
      added: [...added],
      absent: [...absent],
    },
  };
}

function budgetJson(budget: BudgetFindings): CheckJson["budgets"][number] {
  const { subject, origin, limit, actual, passed, causes } = budget;
  return {
    subject: { ...subject },
    origin: { ...origin },
    rule: limit.rule,
    limit: limit.value,
    ...("threads" in limit && { threads: limit.threads, model: limit.model }),
    ...("reachable" in limit && { reachable: rounded(limit.reachable) }),
    ...("partners" in limit && { partners: [...limit.partners] }),
    actual: rounded(actual),
    passed,
    sentence: budgetSentence(budget),
    causes: causes.map(causeJson),
  };
}

function causeJson({ variable: { name, source }, functions, waits, places, advice }: ConflictCause) {
  return {
    variable: { name, ...(source !== undefined && { source }) },
    functions: [...functions] as [string, string],
    waits,
    places: [...places],
    advice: advice.map(({ remedy, confidence }) => ({ remedy: remedy.id, advice: remedy.advice, confidence })),
  };
}

function changeJson(change: ChangedConflict): CheckJson["snapshot"]["worse"][number] {
  const { threads, before, now, without } = change.speedup;
  return {
    change: change.change,
    ...causeJson(change),
    before: change.before,
    tests: change.tests.map((test) => ({ ...test })),
    speedup: { threads, ...(before !== undefined && { before }), now, without },
  };
}

function speedupJson(change: ChangedSpeedup): CheckJson["snapshot"]["slower"][number] {
  return { ...change };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
