import { type Advice, adviceFor } from "../advice/advise.ts";
import type { Evidence } from "../advice/evidence.ts";
import type { ConflictKind } from "../analysis/types.ts";
import { climb, type Rung } from "../analysis/what-if.ts";
import { type BlockFindings, REPORTED_THREADS } from "./block-findings.ts";
import { addPairs, compareText, type PairFindings, sortPairs } from "./pairs.ts";
import { isInherent, type Variable, type Variables } from "./variables.ts";

/** What a variable does to the transactions of a run. */
export interface VariableFindings {
  readonly variable: Variable;
  /** Last-writer edges of each kind, protocol ones left out. */
  readonly edges: Readonly<Record<Exclude<ConflictKind, "protocol">, number>>;
  /** Transactions that wait for another one on it. */
  readonly waiting: number;
  /** Transactions that wait or are waited for. */
  readonly conflicting: number;
  /** Tests in which that happens, and real blocks that are no part of a test. */
  readonly tests: number;
  readonly blocks: number;
  /**
   * Elements of the variable (keys of a mapping, instances of the contract) with the waits on each, most first. Empty if
   * there is only the variable itself.
   */
  readonly elements: readonly { readonly name: string; readonly waits: number }[];
  readonly pairs: readonly PairFindings[];
  /** What its removal gains where it gains most; worked out for the worst variables. */
  readonly gain?: Rung<BlockFindings>;
  /** What would help, best first; mostly one remedy or none. */
  readonly advice: readonly Advice[];
}

/** A variable that many share although nobody waits for it, where an author may fear so: a pause flag, a guard. */
export interface HarmlessFindings {
  readonly variable: Variable;
  /** Says why it is harmless. */
  readonly advice: Advice;
}

/** Variables in the order in which an author should take them on, with what they do over all the given blocks. */
export function rankedVariables(
  blocks: readonly BlockFindings[],
  variables: Variables,
  evidence: ReadonlyMap<number, Evidence>,
): VariableFindings[] {
  const elements = elementsOf(blocks, variables);
  const { rungs, rest } = climb(
    blocks,
    (variable) => isInherent(variables.all[variable] as Variable),
    REPORTED_THREADS,
  );
  return [...rungs, ...rest].map((rungOrVariable) => {
    const gain = typeof rungOrVariable === "number" ? undefined : rungOrVariable;
    const variable = typeof rungOrVariable === "number" ? rungOrVariable : rungOrVariable.variable;
    const edges = { raw: 0, rmw: 0, "gas-only": 0, waw: 0, war: 0, commutative: 0 };
    const pairs = new Map<string, PairFindings>();
    const tests = new Set<number>();
    let blockCount = 0;
    let waiting = 0;
    let conflicting = 0;
    for (const block of blocks) {
      const own = block.variables.get(variable);
      if (own === undefined) continue;
      for (const pair of own.pairs) {
        for (const kind of Object.keys(edges) as (keyof typeof edges)[]) edges[kind] += pair.kinds[kind];
      }
      addPairs(pairs, own.pairs);
      waiting += own.waiting;
      conflicting += own.conflicting;
      if (own.waiting === 0) continue;
      if (block.subject.kind === "block") blockCount++;
      else if (block.subject.test !== undefined) tests.add(block.subject.test);
    }
    return {
      variable: variables.all[variable] as Variable,
      edges,
      waiting,
      conflicting,
      tests: tests.size,
      blocks: blockCount,
      elements: toldApart(elements.get(variable) ?? [], variables.all[variable] as Variable),
      pairs: sortPairs(pairs.values()),
      ...(gain !== undefined && { gain }),
      advice: adviceOn(variable, evidence),
    };
  });
}

function adviceOn(variable: number, evidence: ReadonlyMap<number, Evidence>): readonly Advice[] {
  const shown = evidence.get(variable);
  return shown === undefined ? [] : adviceFor(shown);
}

/** Shared variables that look as if they made transactions wait, by name. */
export function harmlessVariables({ all }: Variables, evidence: ReadonlyMap<number, Evidence>): HarmlessFindings[] {
  const found: HarmlessFindings[] = [];
  for (const [index, { waits }] of evidence) {
    const [advice] = waits === 0 ? adviceOn(index, evidence) : [];
    if (advice !== undefined) found.push({ variable: all[index] as Variable, advice });
  }
  return found.sort((a, b) => compareText(a.variable.name, b.variable.name));
}

/** A single element is worth mentioning only when it says more than the variable, such as the key of a mapping. */
function toldApart(elements: VariableFindings["elements"], { name }: Variable): VariableFindings["elements"] {
  const [only] = elements;
  const saysNoMore = only === undefined || only.name === name || only.name.startsWith(`${name} at `);
  return elements.length === 1 && saysNoMore ? [] : elements;
}

/** By index of the variable: its elements that transactions wait for. */
function elementsOf(
  blocks: readonly BlockFindings[],
  variables: Variables,
): Map<number, { name: string; waits: number }[]> {
  const waits = new Map<number, number>();
  for (const block of blocks) {
    for (const [key, count] of block.elements) waits.set(key, (waits.get(key) ?? 0) + count);
  }
  const found = new Map<number, { name: string; waits: number }[]>();
  for (const [key, count] of waits) {
    const variable = variables.ofKey[key] as number;
    const list = found.get(variable) ?? [];
    list.push({ name: variables.elements[key] as string, waits: count });
    found.set(variable, list);
  }
  for (const list of found.values()) list.sort((a, b) => b.waits - a.waits || compareText(a.name, b.name));
  return found;
}
