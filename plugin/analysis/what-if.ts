import { type Dependencies, heaviestPath, withoutKeys } from "./graph.ts";
import { speedups, THREAD_COUNTS } from "./schedule.ts";

/** A block of transactions in which every key belongs to a variable of the source. */
export interface VariableBlock {
  readonly dependencies: Dependencies;
  /** Index of the variable of each key of `dependencies`. */
  readonly variableOf: ArrayLike<number>;
  readonly gas: number;
  /** Transactions that wait for another one. */
  readonly waiting: number;
  readonly criticalPath: { readonly gas: number };
  /** By index of the variable: how many transactions wait on it. */
  readonly variables: ReadonlyMap<number, { readonly waiting: number }>;
}

/** How parallel a block is, in the two figures that a change of a contract can raise. */
export interface Potential {
  /** Total gas / critical path gas. 1 for an empty block. */
  readonly ceiling: number;
  /** Threads -> factor of the list schedule. */
  readonly speedup: ReadonlyMap<number, number>;
}

/** The potential of a dependency graph. */
export function potential(dependencies: Dependencies, threads: readonly number[] = THREAD_COUNTS): Potential {
  const total = dependencies.gas.reduce((sum, gas) => sum + gas, 0);
  const path = heaviestPath(dependencies, (tx) => dependencies.gas[tx] as number).weight;
  return { ceiling: path === 0 ? 1 : total / path, speedup: speedups(dependencies, threads) };
}

/** What removing the conflicts of one variable gains once those of all earlier rungs are gone. */
export interface Rung<Block extends VariableBlock> {
  /** Index of the variable. */
  readonly variable: number;
  /**
   * The variables that gain only together, this one among them: their rungs follow each other, and each shows what all
   * of them gain. The variable alone where it gains by itself, or nothing gains.
   */
  readonly group: readonly number[];
  /** The block in which that saves most gas of the critical path. */
  readonly block: Block;
  /** That block without the variables of the earlier rungs. */
  readonly before: Potential;
  /** And without this variable and the others of its group. */
  readonly after: Potential;
  /** That block with all its conflicts but those on the group. */
  readonly alone: Potential;
}

export interface Ladder<Block extends VariableBlock> {
  readonly rungs: readonly Rung<Block>[];
  /** The variables after the last rung, by waiting transactions: what they cost is not worked out. */
  readonly rest: readonly number[];
}

/** Variables tried at each step: those on which most transactions wait. Each try lays its blocks out again. */
const CANDIDATES = 40;
const STEPS = 20;

/**
 * Ranks the variables that make transactions wait, greedily: the one whose removal saves most critical-path gas over
 * all blocks first, then the best given that one is removed, and so on. Where two or three variables save much only when
 * all of them are gone, since the same transactions meet on each, they are one step. Where nothing saves anything, the
 * variable on which most transactions wait comes first.
 *
 * "Without" means that the edges which these variables alone carry are deleted (transactions that also meet on another
 * variable still wait for each other) and the block is scheduled again.
 *
 * @param isInherent Is the variable one that no change of a contract mends? Those come after all others, but for those
 *   that others gain only together with.
 * @param threads Numbers of threads whose speedups are worked out.
 */
export function climb<Block extends VariableBlock>(
  blocks: readonly Block[],
  isInherent: (variable: number) => boolean,
  threads: readonly number[],
): Ladder<Block> {
  const states = blocks.filter((block) => block.waiting > 0).map((block) => new BlockState(block, threads));
  const waiting = new Map<number, number>();
  const statesOf = new Map<number, BlockState<Block>[]>();
  for (const state of states) {
    for (const [variable, { waiting: count }] of state.block.variables) {
      if (count === 0) continue;
      waiting.set(variable, (waiting.get(variable) ?? 0) + count);
      statesOf.set(variable, [...(statesOf.get(variable) ?? []), state]);
    }
  }
  const isLast = (variable: number) => Number(isInherent(variable));
  let rest = [...waiting.keys()].sort(
    (a, b) => isLast(a) - isLast(b) || (waiting.get(b) ?? 0) - (waiting.get(a) ?? 0) || a - b,
  );
  const budget = { edges: GROUP_EDGES };

  const rungs: Rung<Block>[] = [];
  while (rest.length > 0 && rungs.length < STEPS) {
    const pool = rest.slice(0, CANDIDATES);
    const first = pool[0] as number;
    const saved = new Map<number, number>();
    for (const variable of pool.filter((candidate) => isLast(candidate) === isLast(first))) {
      saved.set(
        variable,
        sum(statesOf.get(variable) ?? [], (state) => state.saved([variable])),
      );
    }
    const best = bestOf(saved) ?? first;
    const group = bestGroup(rest, saved, statesOf, budget) ?? [best];
    rungs.push(...rungsOf(group, statesOf));
    rest = rest.filter((variable) => !group.includes(variable));
  }
  return { rungs, rest };
}

/** The first of those that save most. */
function bestOf(saved: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [variable, gas] of saved) if (best === undefined || gas > (saved.get(best) as number)) best = variable;
  return best;
}

/** Variables among which groups are looked for, at each step. */
const GROUP_CANDIDATES = 12;
/** Of this size at most: nobody mends more things at once to see a first gain. */
const GROUP_SIZE = 3;
/** A group has to save so many times what any of its members saves alone. */
const SYNERGY = 10;
/** Edges that one ranking looks at for the sake of groups: a bound on the time that does not depend on the machine. */
const GROUP_EDGES = 100_000_000;

/**
 * The pair (or else the three) of variables that saves most, if it saves more than any variable alone, and far more than
 * each of its own members: the transactions that meet on one of them meet on the others as well.
 */
function bestGroup<Block extends VariableBlock>(
  rest: readonly number[],
  saved: ReadonlyMap<number, number>,
  statesOf: ReadonlyMap<number, readonly BlockState<Block>[]>,
  budget: { edges: number },
): readonly number[] | undefined {
  const leaders = [...saved.keys()].slice(0, GROUP_CANDIDATES);
  const places = new Set(leaders.flatMap((variable) => statesOf.get(variable) ?? []));
  const isThere = (variable: number) => statesOf.get(variable)?.some((state) => places.has(state)) === true;
  const followers = rest.filter((variable) => !leaders.includes(variable) && isThere(variable));
  const candidates = [...leaders, ...followers.slice(0, GROUP_CANDIDATES)];
  const most = Math.max(...saved.values());

  let groups = leaders.map((variable) => [variable]);
  for (let size = 2; size <= GROUP_SIZE; size++) {
    let best: { readonly group: readonly number[]; readonly saved: number } | undefined;
    groups = groups.flatMap((group) => larger(group, candidates));
    for (const group of groups) {
      // What never meets in one block gains nothing from being removed together.
      const shared = (statesOf.get(group[0] as number) ?? []).filter((state) =>
        group.every((variable) => (state.block.variables.get(variable)?.waiting ?? 0) > 0),
      );
      budget.edges -= sum(shared, (state) => state.block.dependencies.key.length);
      if (budget.edges < 0) return undefined;
      const gas = sum(shared, (state) => state.saved(group));
      const alone = Math.max(...group.map((variable) => sum(shared, (state) => state.saved([variable]))));
      if (gas > most && gas >= alone * SYNERGY && gas > (best?.saved ?? 0)) best = { group, saved: gas };
    }
    if (best !== undefined) return best.group;
  }
  return undefined;
}

/** The group with one more candidate each, in the order of the candidates, so that no group comes twice. */
function larger(group: readonly number[], candidates: readonly number[]): number[][] {
  const last = candidates.indexOf(group.at(-1) as number);
  return candidates.slice(last + 1).map((variable) => [...group, variable]);
}

function sum<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}

/** Removes the variables from their blocks. */
function rungsOf<Block extends VariableBlock>(
  group: readonly number[],
  statesOf: ReadonlyMap<number, readonly BlockState<Block>[]>,
): Rung<Block>[] {
  const states = [...new Set(group.flatMap((variable) => statesOf.get(variable) ?? []))];
  const waitingIn = (state: BlockState<Block>) =>
    sum(group, (variable) => state.block.variables.get(variable)?.waiting ?? 0);
  const [place] = states.toSorted(
    (a, b) => b.saved(group) - a.saved(group) || waitingIn(b) - waitingIn(a) || b.block.gas - a.block.gas,
  );
  if (place === undefined) throw new RangeError(`no block in which a transaction waits on variable ${group}`);
  const before = place.potential();
  const alone = place.potentialWithout(group);
  for (const state of states) state.remove(group);
  const after = place.potential();
  return group.map((variable) => ({ variable, group, block: place.block, before, after, alone }));
}

/** One block without the variables removed so far. */
class BlockState<Block extends VariableBlock> {
  readonly block: Block;
  readonly #threads: readonly number[];
  readonly #removed = new Set<number>();
  readonly #paths = new Map<string, number>();
  #path: number;

  constructor(block: Block, threads: readonly number[]) {
    this.block = block;
    this.#threads = threads;
    this.#path = block.criticalPath.gas;
  }

  /** Critical-path gas that removing the variables saves. */
  saved(variables: readonly number[]): number {
    return this.#path - this.#pathWithout(variables);
  }

  remove(variables: readonly number[]): void {
    this.#path = this.#pathWithout(variables);
    for (const variable of variables) this.#removed.add(variable);
    this.#paths.clear();
  }

  potential(): Potential {
    return this.potentialWithout([...this.#removed]);
  }

  potentialWithout(variables: readonly number[]): Potential {
    return potential(this.#without(new Set(variables)), this.#threads);
  }

  #pathWithout(variables: readonly number[]): number {
    const id = variables.join();
    let gas = this.#paths.get(id);
    if (gas === undefined) {
      const dependencies = this.#without(new Set([...this.#removed, ...variables]));
      gas = heaviestPath(dependencies, (tx) => dependencies.gas[tx] as number).weight;
      this.#paths.set(id, gas);
    }
    return gas;
  }

  #without(variables: ReadonlySet<number>) {
    const { dependencies, variableOf } = this.block;
    return withoutKeys(dependencies, (key) => variables.has(variableOf[key] as number));
  }
}
