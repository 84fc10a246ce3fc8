import type { Execution } from "../../plugin/engine/execution.ts";

/** The outcome with its accesses in place of the function that writes them, to be compared with another one. */
export function writtenOut(outcome: Execution["outcome"]): unknown {
  return outcome.kind === "executed" ? { ...outcome, accesses: outcome.accesses() } : outcome;
}
