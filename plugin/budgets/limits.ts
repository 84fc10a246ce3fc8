import type { BudgetLimit, BudgetRule } from "../report/check.ts";
import type { PairFindings } from "../report/pairs.ts";
import { conflictRate, criticalPathShare, type IsAllowed, speedup } from "./measure.ts";
import type { Target } from "./targets.ts";
import type { Budget, SpeedupBudget } from "./types.ts";

/** A limit, what it was held against, and what is to blame. */
export interface Verdict {
  readonly limit: BudgetLimit;
  readonly actual: number;
  /** From 0 (kept) to 1. */
  readonly excess: number;
  /** Of the blocks of the target: those that have a part in the figure. */
  readonly pairs: readonly PairFindings[];
}

/** Tells the functions that are named, by themselves or by their contracts. */
type OwnerOf = (names: readonly string[]) => (name: string) => boolean;

/** Sums of gas are not exact in the last digits. */
const ROUNDING = 1e-9;

/**
 * Holds a target against one limit of a budget.
 *
 * @param rule One that the budget has.
 * @returns undefined where there is nothing to measure.
 */
export function holdAgainst(
  target: Target,
  budget: Budget,
  rule: BudgetRule,
  isAllowed: IsAllowed,
  ownerOf: OwnerOf,
): Verdict | undefined {
  const { portions, owns } = target;
  const pairs = portions.flatMap(({ traffic }) => traffic.pairs.filter(({ variable }) => !isAllowed(variable)));
  const among = pairs.filter(({ functions }) => functions.every(owns));
  switch (rule) {
    case "maxConflictRate": {
      const value = budget.maxConflictRate as number;
      const actual = conflictRate(portions, isAllowed);
      if (actual === undefined) return undefined;
      const limit = { rule, value };
      return {
        limit,
        actual,
        excess: above(actual, value),
        pairs: pairs.filter(({ functions }) => functions.some(owns)),
      };
    }
    case "minSpeedup": {
      const wanted = budget.minSpeedup as SpeedupBudget;
      const { threads, value, model = "ideal" } = wanted;
      const measured = speedup(portions, isAllowed, wanted);
      if (measured === undefined) return undefined;
      const reachable = Math.min(value, measured.unhindered);
      const excess = above(reachable, measured.actual) / reachable;
      return { limit: { rule, value, threads, model, reachable }, actual: measured.actual, excess, pairs: among };
    }
    case "maxCriticalPathShare": {
      const value = budget.maxCriticalPathShare as number;
      const measured = criticalPathShare(portions, isAllowed);
      if (measured === undefined) return undefined;
      const reachable = Math.max(value, measured.unhindered);
      const limit = { rule, value, reachable };
      return { limit, actual: measured.actual, excess: above(measured.actual, reachable), pairs: among };
    }
    case "noConflictsWith": {
      const partners = budget.noConflictsWith as readonly string[];
      const isPartner = ownerOf(partners);
      const guilty = pairs.filter(
        ({ functions: [first, second] }) => (owns(first) && isPartner(second)) || (owns(second) && isPartner(first)),
      );
      const waits = guilty.reduce((sum, pair) => sum + pair.waits, 0);
      // Waits have no limit to be measured by: any are as bad as one, more are worse.
      const limit = { rule, value: 0 as const, partners };
      return { limit, actual: waits, excess: waits / (waits + 1), pairs: guilty };
    }
  }
}

function above(actual: number, limit: number): number {
  return actual > limit + ROUNDING ? actual - limit : 0;
}
