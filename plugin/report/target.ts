import { modelNamed } from "../analysis/models/models.ts";
import { ModelTable } from "../analysis/models/table.ts";
import { projectedTps, type Target } from "../analysis/models/target.ts";
import type { BlockFindings } from "./block-findings.ts";
import type { VariableFindings } from "./variable-findings.ts";

/** What a block makes of the target's threads. */
export interface Projection {
  readonly speedup: number;
  /** Transactions a second. */
  readonly tps: number;
}

/** How far traffic is from the target, and what stands in the way. */
export interface TargetFindings {
  readonly target: Target;
  /** The block in which the worst variable costs most; where nothing conflicts, the one with the most gas. */
  readonly block: BlockFindings;
  /** Of a transaction of the block. */
  readonly meanGas: number;
  readonly now: Projection;
  /** Indexes of the variables that stand in the way, worst first: the fewest that bring (almost) all that any do. */
  readonly obstacles: readonly number[];
  /** Without the conflicts on those. */
  readonly without: Projection;
  /** If nothing conflicted at all: what is missing then is a matter of gas, threads and their speed. */
  readonly unhindered: Projection;
}

/** Variables that are taken away one after the other. */
const MOST_OBSTACLES = 5;
/** What counts as all of a gain, and as any of it. */
const ALL = 0.95;
const ANY = 1.05;

/**
 * Holds the worst block against the target. Undefined where there is no block to hold.
 *
 * @param variables Worst first.
 * @param blocks Of the tests, and those of no test.
 */
export function holdAgainst(
  target: Target,
  variables: readonly VariableFindings[],
  blocks: readonly BlockFindings[],
): TargetFindings | undefined {
  const heaviest = blocks.reduce<BlockFindings | undefined>(
    (most, block) => (most === undefined || block.gas > most.gas ? block : most),
    undefined,
  );
  const block = variables[0]?.gain?.block ?? heaviest;
  if (block === undefined) return undefined;
  const model = modelNamed(target.model);
  const meanGas = block.gas / block.transactions;
  const project = (models: ModelTable): Projection => {
    const { speedup } = models.at(model, target.threads);
    return { speedup, tps: projectedTps(speedup, target.gasPerSecond, meanGas) };
  };
  const without = (isRemoved: (variable: number) => boolean): Projection =>
    project(
      new ModelTable(
        block.models.blocks.map((one) => one.without((key) => isRemoved(block.variableOf[key] as number))),
      ),
    );

  const now = project(block.models);
  const candidates = variables
    .map(({ variable }) => variable.index)
    .filter((variable) => (block.variables.get(variable)?.waiting ?? 0) > 0)
    .slice(0, MOST_OBSTACLES);
  const steps = candidates.map((_, last) => {
    const obstacles = candidates.slice(0, last + 1);
    return { obstacles, ...without((variable) => obstacles.includes(variable)) };
  });
  const enough = Math.min(target.tps, ALL * Math.max(now.tps, ...steps.map(({ tps }) => tps)));
  const gained = now.tps >= target.tps ? undefined : steps.find(({ tps }) => tps >= enough && tps > ANY * now.tps);
  return {
    target,
    block,
    meanGas,
    now,
    obstacles: gained?.obstacles ?? [],
    without: gained === undefined ? now : { speedup: gained.speedup, tps: gained.tps },
    unhindered: without(() => true),
  };
}
