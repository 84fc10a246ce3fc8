import type { BudgetOrigin, BudgetRule } from "../report/check.ts";
import type { Budget, Budgets } from "./types.ts";

/** Limits in the order in which reports show them. */
export const BUDGET_RULES = [
  "maxConflictRate",
  "minSpeedup",
  "maxCriticalPathShare",
  "noConflictsWith",
] as const satisfies readonly BudgetRule[];

/** Key of the budget of every test and of every real block. */
export const EVERY_BLOCK = "block";
/** Key of the budget of every test. */
export const EVERY_TEST = "test";
/** Begins the key of the budget of one test; its title follows. */
export const ONE_TEST = "test: ";

/** A budget and what it is for. */
export interface BudgetRequest {
  /** `block`, `test`, `test: title`, `Vault`, `Vault.deposit`. Of several, those that the run called. */
  readonly names: readonly string[];
  readonly budget: Budget;
  /** Where one of its fields is written; without a field, where the budget is. */
  readonly originOf: (field?: keyof Budget) => BudgetOrigin;
}

/** The budgets of a config. */
export function requestsOfConfig(budgets: Budgets): BudgetRequest[] {
  return Object.entries(budgets).flatMap(([name, budget]): BudgetRequest[] => {
    if (budget === undefined) return [];
    const isIdentifier = /^[A-Za-z_$][\w$]*$/.test(name);
    const field = isIdentifier ? `parallel.budgets.${name}` : `parallel.budgets[${JSON.stringify(name)}]`;
    const originOf = (part?: keyof Budget): BudgetOrigin => {
      return { kind: "config", field: part === undefined ? field : `${field}.${part}` };
    };
    return [{ names: [name], budget, originOf }];
  });
}
