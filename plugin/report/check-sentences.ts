import type {
  BudgetFindings,
  BudgetOrigin,
  BudgetSubject,
  ChangedConflict,
  ChangedSpeedup,
  CheckFindings,
} from "./check.ts";
import { countOf, formatCount, formatFactor } from "./numbers.ts";

const EXACT_SHARE = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
const EXACT_FACTOR = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** `Vault.deposit`, `test "takes deposits" of test/Vault.ts`, `block 12` */
export function subjectName({ kind, name, file }: BudgetSubject): string {
  if (kind !== "test") return name;
  return file === undefined ? `test "${name}"` : `test "${name}" of ${file}`;
}

/** `100% of its calls are in conflict, at most 10% may be` */
export function budgetSentence({ subject, limit, actual, passed }: BudgetFindings): string {
  const its = subject.kind === "test" || subject.kind === "block" ? "transactions" : "calls";
  switch (limit.rule) {
    case "maxConflictRate":
      return `${EXACT_SHARE.format(actual)} of its ${its} are in conflict, at most ${EXACT_SHARE.format(limit.value)} may be`;
    case "minSpeedup": {
      const { value, threads, model, reachable } = limit;
      const least = reachable < value ? `${factor(reachable)}, all that so few ${its} can reach,` : factor(value);
      return `${countOf(threads, "thread")} run its ${its} ${factor(actual)} as fast as one (${model}), at least ${least} is wanted`;
    }
    case "maxCriticalPathShare": {
      const { value, reachable } = limit;
      const most = EXACT_SHARE.format(reachable);
      const wanted = reachable > value ? `${most} of so few ${its}` : most;
      return `the longest chain of its ${its} has ${EXACT_SHARE.format(actual)} of their gas, at most ${wanted} may be in one`;
    }
    case "noConflictsWith": {
      const partners = limit.partners.join(", ");
      return passed
        ? `no conflict with ${partners}`
        : `${countOf(actual, "wait")} between it and ${partners}, none is allowed`;
    }
  }
}

function factor(value: number): string {
  return `${EXACT_FACTOR.format(value)}x`;
}

/** `maxConflictRate in parallel.budgets.Vault of the config`, `the comment at contracts/Vault.sol:12` */
export function originPhrase(origin: BudgetOrigin): string {
  return origin.kind === "config" ? `${origin.field} in the config` : `the comment at ${origin.file}:${origin.line}`;
}

/** `new, 7 waits`, `grown, 7 → 12 waits` */
export function changeLabel({ change, before, waits }: ChangedConflict): string {
  return change === "new"
    ? `new, ${countOf(waits, "wait")}`
    : `grown, ${formatCount(before)} → ${countOf(waits, "wait")}`;
}

/** `8 threads: 8.0x in the snapshot, 1.0x now, 8.0x without it`; parts that tell nothing are left out. */
export function costPhrase({ speedup: { threads, before, now, without } }: ChangedConflict): string {
  const parts = [
    ...(before !== undefined && before !== now ? [`${formatFactor(before)} in the snapshot`] : []),
    `${formatFactor(now)} now`,
    ...(without > now ? [`${formatFactor(without)} without it`] : []),
  ];
  return `${countOf(threads, "thread")}: ${parts.join(", ")}`;
}

/** `8.0x → 4.0x on 8 threads` */
export function speedupPhrase({ threads, before, now }: ChangedSpeedup): string {
  return `${factor(before)} → ${factor(now)} on ${countOf(threads, "thread")}`;
}

/** What to know first, in a sentence or two. */
export function checkHeadline({ passed, budgets, snapshot }: CheckFindings): string {
  const exceeded = budgets.filter((budget) => !budget.passed).length;
  const { state, worse, slower } = snapshot;
  const parts: string[] = [];
  if (worse.length > 0) parts.push(`${countOf(worse.length, "conflict is", "conflicts are")} new or grown`);
  if (slower.length > 0) parts.push(`${countOf(slower.length, "test is", "tests are")} slower`);
  if (exceeded > 0) {
    const verb = exceeded === 1 ? "is" : "are";
    parts.push(`${formatCount(exceeded)} of ${countOf(budgets.length, "budget")} ${verb} exceeded`);
  }
  if (!passed) return `Failed: ${parts.join("; ")}.`;
  const kept = budgets.length === 0 ? [] : [`${countOf(budgets.length, "budget is", "budgets are")} kept`];
  const beside = {
    compared: ["nothing is worse than in the snapshot"],
    written: ["the snapshot is written"],
    missing: [],
  }[state];
  const all = [...kept, ...beside];
  return all.length === 0 ? "Passed: there is nothing to hold the run against." : `Passed: ${all.join("; ")}.`;
}

/** What else to know of the snapshot, sentence by sentence. */
export function snapshotNotes({ snapshot }: CheckFindings): readonly string[] {
  const { file, state, better, faster, added, absent, worse, slower, facts } = snapshot;
  if (state === "written") return [`${file}: ${countOf(facts, "fact")} of this run. Commit it.`];
  if (state === "missing") {
    return [
      `There is no ${file} to compare the run with: only budgets were checked. ` +
        "`npx hardhat parallel check --update` writes it; commit it, and conflicts that are new will fail here.",
    ];
  }
  const notes: string[] = [];
  if (added.length > 0)
    notes.push(`${countOf(added.length, "test is", "tests are")} not in the snapshot yet: ${listed(added)}.`);
  if (absent.length > 0) {
    notes.push(
      `${countOf(absent.length, "test", "tests")} of the snapshot ${absent.length === 1 ? "was" : "were"} not in this run: ${listed(absent)}.`,
    );
  }
  if (worse.length + slower.length > 0) {
    notes.push("If that is how it shall be: `npx hardhat parallel check --update`, and commit the snapshot.");
  } else if (better.length + faster.length + added.length + absent.length > 0) {
    notes.push("`npx hardhat parallel check --update` keeps that in the snapshot.");
  }
  return notes;
}

const MOST_LISTED = 3;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join("; ") + (more > 0 ? `; and ${formatCount(more)} more` : "");
}
