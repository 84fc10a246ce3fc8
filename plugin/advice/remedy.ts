import type { Evidence } from "./evidence.ts";

/**
 * How sure it is that a remedy fits. `high`: the evidence leaves no other common pattern. `medium`: names of the source
 * support what the evidence allows. What would be less is not said.
 */
export type Confidence = "high" | "medium";

/** A known way in which contracts make transactions wait for each other, and what to do about it. */
export interface Remedy {
  /** For links and commands: `global-counter`. */
  readonly id: string;
  readonly title: string;
  /** What to do, in one short line that stands below the variable in the report. */
  readonly advice: string;
  /** Why transactions wait. */
  readonly cause: string;
  /** What `recognise` looks for, in words. */
  readonly recognisedBy: string;
  /** @returns undefined where it does not fit, or not surely enough. */
  readonly recognise: (evidence: Evidence) => Confidence | undefined;
  /**
   * Solidity: the lines that matter, of contracts that are compiled and measured (`measured.ts`). `// ...` stands for
   * lines that are left out.
   */
  readonly before: string;
  readonly after: string;
  /** Where they are not before and after a change. */
  readonly headings?: readonly [string, string];
  /** What the change brings. */
  readonly effect: string;
  /** What it costs, and when to leave it. */
  readonly tradeOff: string;
  readonly links: readonly Link[];
}

export interface Link {
  readonly title: string;
  readonly url: string;
}
