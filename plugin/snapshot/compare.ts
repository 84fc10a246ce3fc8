import {
  type BetterConflict,
  type ChangedConflict,
  type ChangedSpeedup,
  causesOf,
  type SnapshotFindings,
} from "../report/check.ts";
import type { Findings } from "../report/findings.ts";
import { compareText } from "../report/pairs.ts";
import { SNAPSHOT_THREADS, speedupOf, type TestFacts, type WaitFact } from "./facts.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";

/** What a comparison says. */
export type SnapshotChanges = Pick<
  SnapshotFindings,
  "facts" | "worse" | "slower" | "better" | "faster" | "added" | "absent"
>;

/** A conflict of a test that is new or has grown. */
interface Worse {
  readonly test: TestFacts;
  readonly fact: WaitFact;
  readonly before: number;
}

/**
 * A run beside a snapshot.
 *
 * A conflict is worse where the snapshot has fewer waits of the two functions on the variable in that test. In a test that
 * the snapshot does not know it is only worse when the snapshot has it from no other test either.
 *
 * @param tests Of the run, with `variables` from its findings.
 * @param tolerance Share by which waits may be more, and speedups less: 0.05 for one in twenty.
 */
export function compareWithSnapshot(
  before: Snapshot,
  tests: readonly TestFacts[],
  variables: Findings["variables"],
  tolerance: number,
): SnapshotChanges {
  const kinOf = knownKin(before);
  const worse: Worse[] = [];
  const [slower, faster]: [ChangedSpeedup[], ChangedSpeedup[]] = [[], []];
  const added: string[] = [];
  for (const test of tests) {
    const then = before.get(test.name);
    const own = test.waits.filter(({ name, kin, waits }) => {
      return waits > (before.get(name) ?? 0) * (1 + tolerance) && (then !== undefined || !kinOf(kin));
    });
    worse.push(...own.map((fact) => ({ test, fact, before: before.get(fact.name) ?? 0 })));
    if (then === undefined) {
      if (own.length === 0) added.push(test.title);
      continue;
    }
    const change = { title: test.title, ...fileOf(test), threads: SNAPSHOT_THREADS, before: then, now: test.speedup };
    if (test.speedup > then * (1 + tolerance)) faster.push(change);
    else if (test.speedup < then * (1 - tolerance) && own.length === 0) slower.push(change);
  }
  const now = snapshotOf(tests);
  const ratio = (change: ChangedSpeedup) => change.now / change.before;
  return {
    facts: now.size,
    worse: changedConflicts(worse, before, variables),
    slower: slower.sort((a, b) => ratio(a) - ratio(b) || compareText(a.title, b.title)),
    better: fewerWaits(before, now),
    faster: faster.sort((a, b) => ratio(b) - ratio(a) || compareText(a.title, b.title)),
    added,
    absent: [...before.keys()].filter((name) => !now.has(name)).flatMap((name) => titleIn(name) ?? []),
  };
}

/** Does the snapshot have these functions and this variable together in any test? */
function knownKin(snapshot: Snapshot): (kin: string) => boolean {
  const names = [...snapshot.keys()];
  return (kin) => names.some((name) => name.startsWith(`${kin}, in `));
}

/** Joins what is worse in several tests; what costs most speedup in any of them comes first. */
function changedConflicts(
  worse: readonly Worse[],
  snapshot: Snapshot,
  variables: Findings["variables"],
): ChangedConflict[] {
  const changes = [...Map.groupBy(worse, ({ fact }) => fact.kin).values()].map((group) => {
    const tests = group
      .map(({ test, fact, before }) => ({ test, fact, before, cost: costOf(test, fact, snapshot) }))
      .sort(
        (a, b) => lost(b.cost) - lost(a.cost) || b.fact.waits - a.fact.waits || compareText(a.test.title, b.test.title),
      );
    const [worst] = tests as [(typeof tests)[number]];
    const { variable, functions } = worst.fact;
    const pairs = tests.flatMap(({ test }) =>
      test.parts.flatMap((part) =>
        part.pairs.filter((pair) => pair.variable === variable.index && pair.functions.join() === functions.join()),
      ),
    );
    const [cause] = causesOf(pairs, variables);
    const before = tests.reduce((sum, test) => sum + test.before, 0);
    return {
      change: before === 0 ? ("new" as const) : ("grown" as const),
      variable,
      functions,
      waits: tests.reduce((sum, { fact }) => sum + fact.waits, 0),
      places: cause?.places ?? [],
      advice: cause?.advice ?? [],
      before,
      tests: tests.map(({ test, fact, before }) => ({
        title: test.title,
        ...fileOf(test),
        before,
        waits: fact.waits,
      })),
      speedup: worst.cost,
    };
  });
  return changes.sort(
    (a, b) =>
      lost(b.speedup) - lost(a.speedup) ||
      b.waits - b.before - (a.waits - a.before) ||
      compareText(a.variable.name, b.variable.name) ||
      compareText(a.functions.join(), b.functions.join()),
  );
}

function fileOf({ file }: TestFacts): Pick<TestFacts, "file"> {
  return file === undefined ? {} : { file };
}

function costOf(test: TestFacts, { variable }: WaitFact, snapshot: Snapshot): ChangedConflict["speedup"] {
  const before = snapshot.get(test.name);
  const without = speedupOf(test.parts, (index) => index === variable.index);
  return { threads: SNAPSHOT_THREADS, now: test.speedup, without, ...(before !== undefined && { before }) };
}

/** Where several conflicts are new at once, none of them may cost anything alone. */
function lost({ now, without, before = 0 }: ChangedConflict["speedup"]): number {
  return Math.max(without, before) - now;
}

/** Conflicts that have fewer waits than in the snapshot, or none, in tests that both have. */
function fewerWaits(before: Snapshot, now: Snapshot): BetterConflict[] {
  const better: BetterConflict[] = [];
  const present = [...now.keys()].flatMap((name) => titleIn(name) ?? []);
  const isPresent = (name: string) => present.some((title) => name.endsWith(`, in ${title}`));
  for (const [name, then] of before) {
    if (titleIn(name) !== undefined) continue;
    const waits = now.get(name) ?? 0;
    if (waits < then && isPresent(name)) better.push({ name: name.slice("waits on ".length), before: then, waits });
  }
  return better.sort((a, b) => b.before - b.waits - (a.before - a.waits) || compareText(a.name, b.name));
}

/** The test in the name of a fact that is a speedup. */
function titleIn(name: string): string | undefined {
  return /^speedup on \d+ threads, in (.*)$/s.exec(name)?.[1];
}
