import { type DoubtReason, extrapolateUsers, type UserPoint } from "../analysis/users.ts";
import type { VirtualBlock } from "../analysis/virtual-blocks.ts";
import type { RunRecord } from "../record/types.ts";
import { REPORTED_THREADS, type Subject } from "./block-findings.ts";
import { compareText } from "./pairs.ts";
import type { Variable, Variables } from "./variables.ts";

/** Tests whose whole curve is worked out. */
const MOST_TESTS = 10;
/** Users with whom the tests are compared, to find those in which users hinder each other most. */
const SAMPLE = 16;

/** What would happen if N users sent the calls of a test: see `extrapolateUsers`. */
export interface UserFindings {
  readonly subject: Subject;
  /** Transactions of the test: user n sends number n modulo so many. */
  readonly calls: number;
  readonly points: readonly UserPoint[];
  /** On what it depends whether users meet; empty where the curve is certain. */
  readonly doubts: readonly UserDoubt[];
}

export interface UserDoubt {
  readonly variable: Variable;
  /** Name of the function. */
  readonly function: string;
  readonly reason: DoubtReason;
}

/** The tests in which many users would hinder each other most, worst first. */
export function usersOf(
  record: RunRecord,
  virtual: readonly VirtualBlock[],
  variables: Variables,
  subjects: ReadonlyMap<VirtualBlock, Subject>,
): UserFindings[] {
  const sampled = virtual
    .filter(({ transactions }) => transactions.some(({ accesses }) => accesses.some(({ origin }) => origin)))
    .map((block) => {
      const { points } = extrapolateUsers(block.transactions, record.keys, { counts: [SAMPLE], threads: [] });
      return { block, point: points[0] as UserPoint };
    })
    .filter(({ point }) => point.same.conflictRate.count > 0);
  sampled.sort((a, b) => a.point.own.ceiling.gas - b.point.own.ceiling.gas || sameCeiling(a) - sameCeiling(b));
  return sampled.slice(0, MOST_TESTS).map(({ block }) => {
    const { points, doubts } = extrapolateUsers(block.transactions, record.keys, { threads: REPORTED_THREADS });
    const named = new Map<string, UserDoubt>();
    for (const { key, function: called, reason } of doubts) {
      const doubt: UserDoubt = {
        variable: variables.all[variables.ofKey[key] as number] as Variable,
        function: record.functions[called]?.name ?? "?",
        reason,
      };
      named.set(JSON.stringify([doubt.variable.name, doubt.variable.index, doubt.function, reason]), doubt);
    }
    const sorted = [...named].sort(([a], [b]) => compareText(a, b)).map(([, doubt]) => doubt);
    return { subject: subjects.get(block) as Subject, calls: block.transactions.length, points, doubts: sorted };
  });
}

function sameCeiling({ point }: { readonly point: UserPoint }): number {
  return point.same.ceiling.gas;
}
