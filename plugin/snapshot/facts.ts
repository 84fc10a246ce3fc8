import { ideal } from "../analysis/models/ideal.ts";
import { ModelTable } from "../analysis/models/table.ts";
import type { RunRecord } from "../record/types.ts";
import type { Findings } from "../report/findings.ts";
import { compareText } from "../report/pairs.ts";
import { type Traffic, trafficOf } from "../report/traffic.ts";
import type { VariableFindings } from "../report/variable-findings.ts";
import type { Variable } from "../report/variables.ts";

/** Number of threads of the speedups. */
export const SNAPSHOT_THREADS = 8;

/** Two functions wait for each other on a variable, in one test. */
export interface WaitFact {
  /** The line of the snapshot; `kin` without the test. */
  readonly name: string;
  readonly kin: string;
  readonly variable: Variable;
  readonly functions: readonly [string, string];
  readonly waits: number;
}

/** A test: its transactions but deployments as blocks, several where the test was cut into parts. */
export interface TestFacts {
  /** The line of the snapshot. */
  readonly name: string;
  readonly title: string;
  /** Project-relative. */
  readonly file?: string;
  readonly speedup: number;
  readonly waits: readonly WaitFact[];
  readonly parts: readonly Traffic[];
}

/** What real blocks that are no part of a test are called together: their numbers change with the tests before them. */
const OUTSIDE = "blocks outside tests";

/**
 * What a run says that a snapshot keeps, by test: sorted, and the same for the same behaviour of the contracts. No
 * addresses, hashes, block numbers or times.
 */
export function factsOf(
  record: Pick<RunRecord, "functions">,
  { tests, blocks, variables }: Findings,
): readonly TestFacts[] {
  const outside = blocks.filter(({ subject }) => subject.isInTest === undefined);
  const byTitle = Map.groupBy(trafficOf([...tests, ...outside], record), titleOf);
  const named = new Map(variables.map((finding) => [finding.variable.index, finding]));
  return [...byTitle]
    .sort(([a], [b]) => compareText(a, b))
    .map(([title, own]) => ({
      name: `speedup on ${SNAPSHOT_THREADS} threads, in ${title}`,
      title,
      ...fileOf(own),
      speedup: speedupOf(own),
      waits: waitsOf(title, own, named),
      parts: own,
    }));
}

/** Speedup of the parts of a test, one after the other, with as many decimals as a snapshot has. */
export function speedupOf(parts: readonly Traffic[], isRemoved?: (variable: number) => boolean): number {
  const models = parts.map(({ model, block }) =>
    isRemoved === undefined ? model : model.without((key) => isRemoved(block.variableOf[key] as number)),
  );
  return rounded(new ModelTable(models).at(ideal, SNAPSHOT_THREADS).speedup);
}

function titleOf({ block }: Traffic): string {
  const { kind, title, file } = block.subject;
  if (kind === "block") return OUTSIDE;
  return file === undefined ? title : `${title} (${file})`;
}

function fileOf([part]: readonly Traffic[]): Pick<TestFacts, "file"> {
  const file = part?.block.subject.kind === "test" ? part.block.subject.file : undefined;
  return file === undefined ? {} : { file };
}

function waitsOf(
  title: string,
  parts: readonly Traffic[],
  named: ReadonlyMap<number, Pick<VariableFindings, "variable">>,
): readonly WaitFact[] {
  const facts = new Map<string, WaitFact>();
  for (const { pairs } of parts) {
    for (const pair of pairs) {
      const variable = named.get(pair.variable)?.variable;
      if (variable === undefined) continue;
      const { functions, waits } = pair;
      const [first, second] = functions.map(lasting) as [string, string];
      const kin = `waits on ${lasting(variable.name)}: ${first} × ${first === second ? "itself" : second}`;
      const name = `${kin}, in ${title}`;
      const known = facts.get(name);
      facts.set(name, { name, kin, variable, functions, waits: waits + (known?.waits ?? 0) });
    }
  }
  return [...facts.values()].sort((a, b) => compareText(a.name, b.name));
}

/** Addresses, and slots behind hashes, are shown by their first and last digits: `0x5FbD...0aa3`. */
function lasting(name: string): string {
  return name.replaceAll(/0x[0-9a-fA-F]{4}\.\.\.[0-9a-fA-F]{4}/g, "0x...");
}

function rounded(speedup: number): number {
  return Math.round(speedup * 100) / 100;
}
