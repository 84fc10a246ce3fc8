import { type Dependencies, heaviestPath, withoutKeys } from "./graph.ts";
import { speedups, THREAD_COUNTS } from "./schedule.ts";

/** A block of transactions in which every key belongs to a variable of the source. */
export interface VariableBlock {
  readonly dependencies: Dependencies;
  /** Index of the variable of each key of `dependencies`. */
  readonly variableOf: readonly number[];
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
  /** The block in which that saves most gas of the critical path. */
  readonly block: Block;
  /** That block without the variables of the earlier rungs. */
  readonly before: Potential;
  /** And without this variable. */
  readonly after: Potential;
  /** That block with all its conflicts but those on this variable. */
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
 * all blocks first, then the best given that one is removed, and so on. Two variables that always conflict together
 * gain nothing alone: then the one on which more transactions wait comes first, and the second shows the gain of both.
 *
 * "Without" means that the edges which these variables alone carry are deleted (transactions that also meet on another
 * variable still wait for each other) and the block is scheduled again.
 *
 * @param isInherent Is the variable one that no change of a contract mends? Those come after all others.
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

  const rungs: Rung<Block>[] = [];
  while (rest.length > 0 && rungs.length < STEPS) {
    const pool = rest.slice(0, CANDIDATES);
    let best = pool[0] as number;
    let bestSaved = -1;
    for (const variable of pool.filter((candidate) => isLast(candidate) === isLast(best))) {
      const saved = (statesOf.get(variable) ?? []).reduce((sum, state) => sum + state.saved(variable), 0);
      if (saved > bestSaved) {
        best = variable;
        bestSaved = saved;
      }
    }
    rungs.push(rungOf(best, statesOf.get(best) ?? []));
    rest = rest.filter((variable) => variable !== best);
  }
  return { rungs, rest };
}

/** Removes the variable from its blocks. */
function rungOf<Block extends VariableBlock>(variable: number, states: readonly BlockState<Block>[]): Rung<Block> {
  const waitingIn = (state: BlockState<Block>) => state.block.variables.get(variable)?.waiting ?? 0;
  const [place] = states.toSorted(
    (a, b) => b.saved(variable) - a.saved(variable) || waitingIn(b) - waitingIn(a) || b.block.gas - a.block.gas,
  );
  if (place === undefined) throw new RangeError(`no block in which a transaction waits on variable ${variable}`);
  const before = place.potential();
  const alone = place.potentialWithout([variable]);
  for (const state of states) state.remove(variable);
  return { variable, block: place.block, before, after: place.potential(), alone };
}

/** One block without the variables removed so far. */
class BlockState<Block extends VariableBlock> {
  readonly block: Block;
  readonly #threads: readonly number[];
  readonly #removed = new Set<number>();
  readonly #paths = new Map<number, number>();
  #path: number;

  constructor(block: Block, threads: readonly number[]) {
    this.block = block;
    this.#threads = threads;
    this.#path = block.criticalPath.gas;
  }

  /** Critical-path gas that removing the variable saves. */
  saved(variable: number): number {
    return this.#path - this.#pathWithout(variable);
  }

  remove(variable: number): void {
    this.#path = this.#pathWithout(variable);
    this.#removed.add(variable);
    this.#paths.clear();
  }

  potential(): Potential {
    return this.potentialWithout([...this.#removed]);
  }

  potentialWithout(variables: readonly number[]): Potential {
    return potential(this.#without(new Set(variables)), this.#threads);
  }

  #pathWithout(variable: number): number {
    let gas = this.#paths.get(variable);
    if (gas === undefined) {
      const dependencies = this.#without(new Set([...this.#removed, variable]));
      gas = heaviestPath(dependencies, (tx) => dependencies.gas[tx] as number).weight;
      this.#paths.set(variable, gas);
    }
    return gas;
  }

  #without(variables: ReadonlySet<number>) {
    const { dependencies, variableOf } = this.block;
    return withoutKeys(dependencies, (key) => variables.has(variableOf[key] as number));
  }
}
