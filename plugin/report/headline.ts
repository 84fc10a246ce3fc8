import type { Rung } from "../analysis/what-if.ts";
import type { BlockFindings } from "./block-findings.ts";
import type { Findings } from "./findings.ts";
import { countOf, formatCount, formatFactor } from "./numbers.ts";
import { plain } from "./text.ts";
import type { VariableFindings } from "./variable-findings.ts";

/** The numbers of threads that the headline speaks of. */
const THREADS = 8;
/** Variables that the headline names together when none of them alone gains anything. */
const MOST_NAMED = 3;
/** A gain that shows in a figure of one decimal. */
const VISIBLE = 0.1;

/** Marks the parts of a sentence, for whoever colours it. */
export interface Marks {
  readonly number: (text: string) => string;
  readonly name: (text: string) => string;
  readonly title: (text: string) => string;
  readonly place: (text: string) => string;
  readonly good: (text: string) => string;
}

const same = (text: string): string => text;

/** For plain text. */
export const NO_MARKS: Marks = {
  number: same,
  name: same,
  title: (title) => `"${title}"`,
  place: (place) => `(${place})`,
  good: same,
};

/** The one thing to know about the run, in one to three sentences. */
export function headline(findings: Findings, marks: Marks): string {
  const { totals } = findings;
  if (findings.variables.length > 0) return conflictHeadline(findings, marks);
  if (totals.inTests === 0 && totals.comparableBlocks === 0) {
    return totals.elsewhere === 0
      ? "No transaction was sent on a network of the parallel engine."
      : `All ${countOf(totals.elsewhere, "transaction")} came from hooks and fixtures: there is nothing to compare.`;
  }
  if (totals.comparableTests + totals.comparableBlocks === 0) {
    return "No test sent more than one transaction: there is nothing to compare.";
  }
  const places = [
    ...(totals.comparableTests > 0 ? [countOf(totals.comparableTests, "test")] : []),
    ...(totals.comparableBlocks > 0 ? [countOf(totals.comparableBlocks, "block")] : []),
  ].join(" and ");
  return `${marks.good("No conflicts.")} In ${places} of two or more transactions, none needs what another one changes: all could run at once.`;
}

function conflictHeadline(findings: Findings, marks: Marks): string {
  const { named, place, gains } = mainConflict(findings);
  const list = named.map(({ variable }) => {
    const source = variable.source;
    const at = source === undefined ? "" : ` ${marks.place(`${plain(source.file)}:${source.line}`)}`;
    return marks.name(plain(variable.name)) + at;
  });
  const concerned = concernedBy(named, place);
  const title = place.subject.kind === "block" ? place.subject.title : marks.title(plain(place.subject.title));
  const waits =
    `${marks.number(`${formatCount(concerned)} of ${formatCount(place.transactions)}`)} transactions of ${title} ` +
    `wait for each other on ${list.join(" and ")}.`;
  if (!gains) return waits;
  const before = place.speedup.get(THREADS) ?? 1;
  const after = named.at(-1)?.gain?.after.speedup.get(THREADS) ?? 1;
  return (
    `${waits} As it is, ${THREADS} threads run them ${marks.number(formatFactor(before))} as fast as one; ` +
    `without that, ${marks.number(formatFactor(after))}.`
  );
}

/**
 * The worst variable where it costs most. Variables that only together gain anything are named together: the group of
 * the ranking with which a gain shows, and those before it in the same place.
 */
function mainConflict({ variables }: Findings) {
  const placeOf = (finding: VariableFindings) => (finding.gain as Rung<BlockFindings>).block;
  for (const [rank, finding] of variables.slice(0, MOST_NAMED).entries()) {
    const place = placeOf(finding);
    const gain = (finding.gain?.after.speedup.get(THREADS) ?? 1) - (place.speedup.get(THREADS) ?? 1);
    if (gain < VISIBLE) continue;
    const group = finding.gain?.group.length ?? 1;
    const named = variables
      .slice(0, rank + group)
      .filter(({ variable }) => place.variables.get(variable.index)?.waiting);
    return { named, place, gains: true };
  }
  const worst = variables[0] as VariableFindings;
  return { named: [worst], place: placeOf(worst), gains: false };
}

/** Transactions of the block that wait, or are waited for, on one of the variables. */
function concernedBy(named: readonly VariableFindings[], { dependencies, variableOf }: BlockFindings): number {
  const indexes = new Set(named.map(({ variable }) => variable.index));
  const concerned = new Set<number>();
  dependencies.key.forEach((key, edge) => {
    if (!indexes.has(variableOf[key] as number)) return;
    for (const node of [dependencies.from[edge] as number, dependencies.to[edge] as number]) {
      if (node < dependencies.size) concerned.add(node);
    }
  });
  return concerned.size;
}
