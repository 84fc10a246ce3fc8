import type { Advice } from "../advice/advise.ts";
import type { SourceLocation } from "../source/names.ts";
import { addPairs, type PairFindings, sortPairs } from "./pairs.ts";
import type { ConflictPlaces } from "./places.ts";
import type { Variable } from "./variables.ts";

/**
 * What `npx hardhat parallel check` found: the one model that every format of it renders. Deterministic, as the findings
 * of the report are: gas is the only clock.
 */
export interface CheckFindings {
  /** No budget is exceeded, and nothing is worse than in the snapshot. */
  readonly passed: boolean;
  /** One result for each limit and each thing that it holds for: exceeded ones first, worst first, then by name. */
  readonly budgets: readonly BudgetFindings[];
  readonly snapshot: SnapshotFindings;
}

/** What a budget can limit. */
export type BudgetRule = "maxConflictRate" | "minSpeedup" | "maxCriticalPathShare" | "noConflictsWith";

/** What a budget is about: the transactions of a test or a real block, or the calls of a contract or a function. */
export interface BudgetSubject {
  readonly kind: "test" | "block" | "contract" | "function";
  /** `Vault.deposit`, the title of a test. */
  readonly name: string;
  /** Of a test, project-relative. */
  readonly file?: string;
}

/** Where a budget is written. */
export type BudgetOrigin =
  /** A field of Hardhat's config: `parallel.budgets["Vault.deposit"].maxConflictRate`. */
  | { readonly kind: "config"; readonly field: string }
  /** A comment in the Solidity source. */
  | ({ readonly kind: "comment" } & SourceLocation);

/** One limit, held against what the run did. */
export interface BudgetFindings {
  readonly subject: BudgetSubject;
  readonly origin: BudgetOrigin;
  readonly limit: BudgetLimit;
  /** In the unit of the limit: a share from 0 to 1, a factor, a number of waits. */
  readonly actual: number;
  readonly passed: boolean;
  /** How far beyond the limit, from 0 (kept) to 1: what is worst comes first. */
  readonly excess: number;
  /** What makes its transactions wait, worst first, without what the budget allows. */
  readonly causes: readonly ConflictCause[];
}

export type BudgetLimit =
  /** Share of the transactions with a conflict, at most. */
  | { readonly rule: "maxConflictRate"; readonly value: number }
  /**
   * Speedup, at least; `reachable` is what it would be without any conflict where that is less: few transactions use few
   * threads, however they are written.
   */
  | {
      readonly rule: "minSpeedup";
      readonly value: number;
      readonly threads: number;
      readonly model: string;
      readonly reachable: number;
    }
  /** Critical path / gas, at most; `reachable` is what it would be without any conflict where that is more. */
  | { readonly rule: "maxCriticalPathShare"; readonly value: number; readonly reachable: number }
  /** Waits between the subject and these functions and contracts: none. */
  | { readonly rule: "noConflictsWith"; readonly value: 0; readonly partners: readonly string[] };

/** Two functions that wait for each other on a variable, with the lines to change. */
export interface ConflictCause {
  readonly variable: Variable;
  /** In alphabetical order. */
  readonly functions: readonly [string, string];
  readonly waits: number;
  readonly places: readonly ConflictPlaces[];
  readonly advice: readonly Advice[];
}

/** The run beside the committed snapshot. */
export interface SnapshotFindings {
  /** Project-relative. */
  readonly file: string;
  /** `missing`: there is none, so that nothing was compared. `written`: it is now what the run did. */
  readonly state: "compared" | "missing" | "written";
  /** Share by which a figure may be worse. */
  readonly tolerance: number;
  /** Facts of this run. */
  readonly facts: number;
  /** New and grown conflicts, those that cost most speedup first. */
  readonly worse: readonly ChangedConflict[];
  /** Tests that got slower although none of their conflicts is new or has grown, worst first. */
  readonly slower: readonly ChangedSpeedup[];
  /** Conflicts that are gone or fewer, most waits saved first. */
  readonly better: readonly BetterConflict[];
  readonly faster: readonly ChangedSpeedup[];
  /** Tests that the snapshot does not know, with conflicts at most that it knows from others. */
  readonly added: readonly string[];
  /** Tests that the snapshot knows and the run did not have. */
  readonly absent: readonly string[];
}

export interface ChangedConflict extends ConflictCause {
  readonly change: "new" | "grown";
  /** Waits in the snapshot, in the tests below. */
  readonly before: number;
  /** Where it is new or has grown, the test that it costs most first. */
  readonly tests: readonly {
    readonly title: string;
    /** Project-relative. */
    readonly file?: string;
    readonly before: number;
    readonly waits: number;
  }[];
  /** In the first of them: in the snapshot, where it has that test; as it is; and if nobody waited on the variable. */
  readonly speedup: {
    readonly threads: number;
    readonly before?: number;
    readonly now: number;
    readonly without: number;
  };
}

export interface BetterConflict {
  /** The fact in the words of the snapshot. */
  readonly name: string;
  readonly before: number;
  readonly waits: number;
}

export interface ChangedSpeedup {
  readonly title: string;
  /** Of the test, project-relative. */
  readonly file?: string;
  readonly threads: number;
  readonly before: number;
  readonly now: number;
}

/** Names the lines and the remedies of pairs that met in several blocks: of the worst variable first. */
export function causesOf(
  pairs: readonly PairFindings[],
  variables: readonly { readonly variable: Variable; readonly advice: readonly Advice[] }[],
): ConflictCause[] {
  const rankOf = new Map(variables.map(({ variable }, rank) => [variable.index, rank]));
  const joined = new Map<string, PairFindings>();
  addPairs(
    joined,
    pairs.filter(({ waits, variable }) => waits > 0 && rankOf.has(variable)),
  );
  const rank = ({ variable }: PairFindings) => rankOf.get(variable) as number;
  return sortPairs(joined.values())
    .sort((a, b) => rank(a) - rank(b))
    .map((pair) => {
      const { variable, advice } = variables[rank(pair)] as (typeof variables)[number];
      return { variable, functions: pair.functions, waits: pair.waits, places: pair.places, advice };
    });
}
