import { AccessFlag } from "../record/flags.ts";
import type { Origin } from "../record/origins.ts";
import type { AccessRow, KeyRow, TransactionRow } from "../record/types.ts";
import { buildDependencies } from "./graph.ts";
import { type BlockMetrics, blockMetrics } from "./metrics.ts";
import { ORDERING } from "./rules.ts";
import { THREAD_COUNTS } from "./schedule.ts";
import { TableBuilder } from "./table.ts";
import type { AccessTable } from "./types.ts";

/** Numbers of users for which the curve is worked out. */
export const USER_COUNTS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** What N users meet on, by what they put into their calls. Where the answer is the same either way, it is certain. */
export type Scenario =
  /** All name values of their own: no two meet on a key that an argument, or something unknown, chose. */
  | "own"
  /** Everybody names what was named in the test: all meet there. */
  | "same";

/** The figures of a block in which so many users send one transaction each. */
export interface UserPoint {
  readonly users: number;
  readonly own: BlockMetrics;
  readonly same: BlockMetrics;
}

/** Why it is not certain whether users meet on a key. */
export type DoubtReason =
  /** An argument chooses it. */
  | "argument"
  /** It could come from an argument as well as from the sender or a constant. */
  | "ambiguous"
  /** It was computed, or comes from a mapping, or could come from anywhere. */
  | "unknown"
  /** Written only when the time of the block is another: once a block, if not oftener. */
  | "clock";

/** A key on which users meet in one scenario and not in the other. */
export interface Doubt {
  /** Index into `keys` of the record. */
  readonly key: number;
  /** Index into `functions` of the record. */
  readonly function: number;
  readonly reason: DoubtReason;
}

export interface UserCurve {
  readonly points: readonly UserPoint[];
  /** Empty where both scenarios are the same. */
  readonly doubts: readonly Doubt[];
}

export interface UserOptions {
  readonly counts?: readonly number[];
  /** Numbers of threads whose speedups are worked out. */
  readonly threads?: readonly number[];
}

/** What becomes of a key when another user makes the call. */
type Fate = "distinct" | "shared" | Exclude<DoubtReason, "clock">;

/**
 * What would happen if N users, not the few accounts of the test, sent the calls of the test: user n sends call n
 * modulo the number of calls, from an account of their own, all in one block.
 *
 * Each user is taken to do what the observed sender did, on keys of their own where the sender chose them, on the same
 * keys where they are fixed (`docs/definitions.md`, "N users").
 *
 * @param rows The calls of one test, in order.
 * @param keys `keys` of their record.
 */
export function extrapolateUsers(
  rows: readonly TransactionRow[],
  keys: readonly KeyRow[],
  { counts = USER_COUNTS, threads = THREAD_COUNTS }: UserOptions = {},
): UserCurve {
  if (rows.length === 0) return { points: [], doubts: [] };
  // Calls that come after the last user's are nobody's.
  const calls = rows.slice(0, Math.max(...counts)).map((row) => ({
    row,
    accesses: row.accesses.map((access) => ({ access, fate: fateOf(access.origin) })),
  }));
  const metrics = (users: number, scenario: Scenario): BlockMetrics =>
    blockMetrics(buildDependencies(tableOf(calls, keys, users, scenario), ORDERING, "last-writer"), threads);
  const doubts = findDoubts(calls, keys);
  const points = counts.map((users): UserPoint => {
    const own = metrics(users, "own");
    return { users, own, same: doubts.length === 0 ? own : metrics(users, "same") };
  });
  return { points, doubts };
}

interface TracedAccess {
  readonly access: AccessRow;
  readonly fate: Fate;
}

interface TracedCall {
  readonly row: TransactionRow;
  readonly accesses: readonly TracedAccess[];
}

/** One part of the way that differs makes another key of it; it is the same only if all parts are. */
function fateOf(origin: Origin | undefined): Fate {
  const fates = (origin ?? "").split(",").map(fateOfPart);
  for (const fate of ["distinct", "unknown", "ambiguous", "argument"] as const) if (fates.includes(fate)) return fate;
  return "shared";
}

function fateOfPart(letters: string): Fate {
  if (letters === "") return "unknown";
  if (letters === "s") return "distinct";
  if (letters === "f") return "shared";
  return /^(a\d+)+$/.test(letters) ? "argument" : "ambiguous";
}

/** The block of so many users. */
function tableOf(
  calls: readonly TracedCall[],
  keys: readonly KeyRow[],
  users: number,
  scenario: Scenario,
): AccessTable {
  const builder = new TableBuilder();
  const shared = new Map<number, number>();
  /** Shared keys that hold the time of the block already. */
  const timed = new Set<number>();
  for (let user = 0; user < users; user++) {
    const { row, accesses } = calls[user % calls.length] as TracedCall;
    builder.transaction(Number(row.gas));
    for (const { access, fate } of accesses) {
      const isSlot = keys[access.key]?.kind === "slot";
      const meets = fate === "shared" || (scenario === "same" && fate !== "distinct");
      let key = meets ? shared.get(access.key) : undefined;
      if (key === undefined) {
        key = builder.key(isSlot);
        if (meets) shared.set(access.key, key);
      }
      let { flags } = access;
      if (scenario === "own" && meets && keepsTime(access)) {
        if (timed.has(key)) flags &= ~(AccessFlag.WRITE | AccessFlag.NET);
        timed.add(key);
      }
      builder.access(key, flags);
    }
  }
  return builder.build();
}

/** Did nothing change but that the slot got the time of the block? */
function keepsTime({ moves }: AccessRow): boolean {
  return moves !== undefined && /^[.t]*t[.t]*$/.test(moves);
}

function findDoubts(calls: readonly TracedCall[], keys: readonly KeyRow[]): Doubt[] {
  const doubts = new Map<string, Doubt>();
  const decisive = decisiveKeys(calls, keys);
  for (const { row, accesses } of calls) {
    for (const { access, fate } of accesses) {
      const reason = fate === "shared" && keepsTime(access) ? "clock" : fate;
      if (reason === "shared" || reason === "distinct" || !decisive.has(access.key)) continue;
      const doubt: Doubt = { key: access.key, function: row.function, reason };
      doubts.set(`${doubt.key} ${doubt.function} ${reason}`, doubt);
    }
  }
  return [...doubts.values()];
}

/** Keys that users who all meet there read and change: on any others it does not matter who meets. */
function decisiveKeys(calls: readonly TracedCall[], keys: readonly KeyRow[]): Set<number> {
  const [read, written] = [new Set<number>(), new Set<number>()];
  for (const { access, fate } of calls.flatMap(({ accesses }) => accesses)) {
    if (fate === "distinct") continue;
    const isSlot = keys[access.key]?.kind === "slot";
    if (ORDERING.reads(access.flags, isSlot)) read.add(access.key);
    if (ORDERING.writes(access.flags, isSlot)) written.add(access.key);
  }
  return new Set([...read].filter((key) => written.has(key)));
}
