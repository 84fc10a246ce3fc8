import { conflicting, heaviestPath } from "../analysis/graph.ts";
import type { ModelBlock } from "../analysis/models/block.ts";
import { modelNamed } from "../analysis/models/models.ts";
import { ModelTable } from "../analysis/models/table.ts";
import { modelOf } from "../report/traffic.ts";
import type { Portion } from "./targets.ts";
import type { SpeedupBudget } from "./types.ts";

/** A figure as it is, and as it would be if nothing conflicted. */
export interface Measured {
  readonly actual: number;
  readonly unhindered: number;
}

/** Is the variable one whose conflicts do not count? By its index. */
export type IsAllowed = (variable: number) => boolean;

/**
 * Share of the transactions that wait for any transaction of their block, or are waited for.
 *
 * @returns undefined where none of them had company.
 */
export function conflictRate(portions: readonly Portion[], isAllowed: IsAllowed): number | undefined {
  let [all, hindered] = [0, 0];
  for (const { traffic, members } of portions) {
    const { model, block } = traffic;
    const marks = conflicting(model.without((key) => isAllowed(block.variableOf[key] as number)).dependencies);
    all += members.length;
    for (const member of members) if (marks[member] === 1) hindered++;
  }
  return all === 0 ? undefined : hindered / all;
}

/**
 * Speedup of the transactions alone, the portions one after the other.
 *
 * @returns undefined where nowhere two of them were together.
 */
export function speedup(
  portions: readonly Portion[],
  isAllowed: IsAllowed,
  { threads, model: name = "ideal" }: SpeedupBudget,
): Measured | undefined {
  const blocks = aloneWith(portions, isAllowed);
  if (blocks.length === 0) return undefined;
  const model = modelNamed(name);
  return {
    actual: new ModelTable(blocks).at(model, threads).speedup,
    unhindered: new ModelTable(blocks.map((block) => block.without(() => true))).at(model, threads).speedup,
  };
}

/**
 * Gas of the critical paths / gas of all, of the transactions alone.
 *
 * @returns undefined where nowhere two of them were together.
 */
export function criticalPathShare(portions: readonly Portion[], isAllowed: IsAllowed): Measured | undefined {
  const blocks = aloneWith(portions, isAllowed);
  let [paths, heaviest, gas] = [0, 0, 0];
  for (const { dependencies, table, gas: ofBlock } of blocks) {
    paths += heaviestPath(dependencies, (transaction) => table.gas[transaction] as number).weight;
    heaviest += table.gas.reduce((most, one) => Math.max(most, one), 0);
    gas += ofBlock;
  }
  return gas === 0 ? undefined : { actual: paths / gas, unhindered: heaviest / gas };
}

/** The portions as blocks of their own, those of two or more transactions. */
function aloneWith(portions: readonly Portion[], isAllowed: IsAllowed): ModelBlock[] {
  return portions.flatMap(({ traffic: { model, block }, members }) => {
    if (members.length < 2) return [];
    const alone = members.length === model.table.size ? model : modelOf(model, members);
    return [alone.without((key) => isAllowed(block.variableOf[key] as number))];
  });
}
