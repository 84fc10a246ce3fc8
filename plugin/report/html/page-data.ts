import type { Target } from "../../analysis/models/target.ts";

/**
 * What the page gets to know of a run, as JSON: enough to analyse each block by the very code that the report is made
 * with, so that nothing of the analysis exists twice and no schedule has to be kept for 64 numbers of threads.
 *
 * All names are ready to be shown.
 */
export interface PageData {
  /** Addresses. */
  readonly accounts: readonly string[];
  readonly keys: readonly PageKey[];
  /** Names of variables. */
  readonly variables: readonly string[];
  readonly functions: readonly string[];
  readonly sites: readonly PageSite[];
  readonly blocks: readonly PageBlock[];
  readonly users: readonly PageUsers[];
  readonly target: Target | undefined;
}

/** A key of the state: index of its account, index of its variable, whether it is a slot, name of the element. */
export type PageKey = readonly [account: number, variable: number, isSlot: 0 | 1, element: string];

/** A line of a source: as `SiteRow`, and the anchor of the line in the page if the page has it. */
export interface PageSite {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
  readonly anchor?: string;
}

/** A test or a real block. Columns, one entry for each transaction. */
export interface PageBlock {
  readonly kind: "test" | "block";
  /** As the selector shows it. */
  readonly title: string;
  readonly file?: string;
  readonly gas: readonly number[];
  /** Index into `functions`. */
  readonly functions: readonly number[];
  /** Index into `accounts`. */
  readonly senders: readonly number[];
  /** Positions of transactions that failed. */
  readonly failed: readonly number[];
  /** For each access four numbers: key, flags, one more than the sites of the read and of the write (0: unknown). */
  readonly accesses: readonly (readonly number[])[];
  readonly run?: PageRun;
}

/** How the transactions of a block were really executed. Times in microseconds. */
export interface PageRun {
  /** Real blocks that the transactions were in; the executions of one follow those of the one before it. */
  readonly blocks: number;
  /** Most threads that took part in one of them. */
  readonly threads: number;
  readonly executions: readonly PageExecution[];
}

export interface PageExecution {
  /** 0 is the main thread. */
  readonly worker: number;
  /** Position in the block. */
  readonly transaction: number;
  /** 0 for the first execution. */
  readonly incarnation: number;
  readonly start: number;
  readonly end: number;
  /** Why its result was thrown away. */
  readonly aborted?: string;
}

/** The curve of N users who send the calls of a test. */
export interface PageUsers {
  readonly title: string;
  readonly users: readonly number[];
  /** Speedups on the threads below, by number of users. */
  readonly own: readonly number[];
  readonly same: readonly number[];
  readonly threads: number;
}

/** Ids of elements by which the page and its script find each other. */
export const ELEMENTS = { data: "data", block: "block-view", users: "users-chart" } as const;
