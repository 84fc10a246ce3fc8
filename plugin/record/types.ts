import type { ExecutionRecord, Hex } from "../engine/access/types.ts";
import type { FunctionName, KeyName, MemberName, SiteName } from "../source/names.ts";
import type { Origin } from "./origins.ts";

/**
 * The run record: what one run of a test suite did, named in the words of the source, as written by
 * `--parallel-stats-json` and read by every report, check and merge.
 *
 * Keys, functions and contracts are interned (an access is three or four numbers), so that a shard of ten thousand
 * transactions stays a few megabytes. `docs/run-record.md` documents it field by field; change `RUN_RECORD_VERSION`
 * with any change that an older reader would misunderstand.
 */
export const RUN_RECORD_FORMAT = "hardhat-parallel-run";
export const RUN_RECORD_VERSION = 1;

export interface RunRecord {
  readonly format: typeof RUN_RECORD_FORMAT;
  readonly version: typeof RUN_RECORD_VERSION;
  /** `hardhat-parallel` and its version. */
  readonly generator: string;
  readonly keys: readonly KeyRow[];
  readonly functions: readonly FunctionRow[];
  readonly sites: readonly SiteRow[];
  readonly tests: readonly TestRow[];
  readonly blocks: readonly BlockRow[];
  /** Which transactions are taken together for a block; absent: those of one test, without its fixtures. */
  readonly grouping?: Grouping;
  /** What a reader should know: how far names can be trusted, which tests are missing. Absent when nothing. */
  readonly notes?: readonly string[];
}

/** A key of the state, with its names. */
export type KeyRow = KeyName;

/** A variable that lives in a slot, with its names. */
export type MemberRow = MemberName;

/** A function that transactions called. */
export type FunctionRow = FunctionName;

/** A line of the source that read or wrote a slot. */
export type SiteRow = SiteName;

/** Which transactions of the tests make a virtual block. */
export interface Grouping {
  /** Those of one test, of one suite (`describe`), of one file, or so many in a row. */
  readonly by: "test" | "describe" | "file" | number;
  /** Together with those that hooks and fixtures of the tests sent. */
  readonly fixtures: boolean;
}

export const DEFAULT_GROUPING: Grouping = { by: "test", fixtures: false };

/** Is it what a record that says nothing has? */
export function isDefaultGrouping({ by, fixtures }: Grouping): boolean {
  return by === DEFAULT_GROUPING.by && fixtures === DEFAULT_GROUPING.fixtures;
}

/** A test of the suite that sent transactions. */
export interface TestRow {
  /** With the titles of the suites around it. */
  readonly title: string;
  /** Titles of the suites around it, as one; absent outside suites. */
  readonly suite?: string;
  /** Project-relative. */
  readonly file?: string;
}

/** See the bits in `flags.ts`. */
export interface AccessRow {
  /** Index into `keys`. */
  readonly key: number;
  readonly flags: number;
  /** For packed slots, bit m set = `members[m]` changed; absent when the slot has one member or did not change. */
  readonly changed?: number;
  /** How the value of each member changed, one letter of `Move` each; absent when none did, or the slot has no name. */
  readonly moves?: string;
  /** Where the parts of the key's identity come from: see `Origin`. */
  readonly origin?: Origin;
  /** Index into `sites`: where the slot was first looked up; absent when the source of the code is unknown. */
  readonly readAt?: number;
  /** Index into `sites`: where the slot was last written. */
  readonly writtenAt?: number;
}

/**
 * `body`: sent by the test itself, which is what virtual blocks consist of; `fixture`: by a fixture that the test loaded;
 * `hook`: by a hook, or outside tests.
 */
export type Phase = "body" | "fixture" | "hook";

export interface TransactionRow {
  readonly hash: Hex;
  readonly from: Hex;
  /** Index into `functions`. */
  readonly function: number;
  /** Index into `tests`; absent outside tests (a script, a top-level before hook). */
  readonly test?: number;
  readonly phase: Phase;
  readonly succeeded: boolean;
  /** Decimal. */
  readonly gas: string;
  readonly accesses: readonly AccessRow[];
}

export interface BlockRow {
  /** Network connection the block belongs to, unique within the run. */
  readonly chain: string;
  /** Decimal. */
  readonly number: string;
  readonly hash: Hex;
  /** Bumped by every `evm_revert`: transactions of different branches never meet in a virtual block. */
  readonly branch: number;
  readonly transactions: readonly TransactionRow[];
  /** How it ran on the engine; absent in records meant for comparison. */
  readonly execution?: ExecutionRecord;
}
