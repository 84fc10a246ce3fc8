import type { BudgetOrigin } from "../report/check.ts";

/** Why a budget cannot be held against a run. */
export interface BudgetProblem {
  readonly origin: BudgetOrigin;
  /** A sentence that begins with a small letter, and the mend. */
  readonly message: string;
}

/** Budgets that are malformed, or that could not fail. */
export class BudgetError extends Error {
  readonly problems: readonly BudgetProblem[];

  /** @param problems One at least. */
  constructor(problems: readonly BudgetProblem[]) {
    super(problems.map(({ origin, message }) => `${renderOrigin(origin)}: ${message}`).join("\n"));
    this.name = "BudgetError";
    this.problems = problems;
  }
}

/** `parallel.budgets.block.minSpeedup`, `contracts/Vault.sol:12` */
export function renderOrigin(origin: BudgetOrigin): string {
  return origin.kind === "config" ? origin.field : `${origin.file}:${origin.line}`;
}
