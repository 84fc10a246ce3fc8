import { type Dependencies, heaviestPath, withoutKeys } from "./graph.ts";
import { speedups, THREAD_COUNTS } from "./schedule.ts";

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

/**
 * What the block would be without the conflicts on some keys: the edges that these keys alone carry are deleted (two
 * transactions that also meet on another key still wait for each other) and the block is scheduled again.
 */
export function whatIf(
  dependencies: Dependencies,
  removed: (key: number) => boolean,
  threads: readonly number[] = THREAD_COUNTS,
): Potential {
  return potential(withoutKeys(dependencies, removed), threads);
}

/** What one variable costs a block. */
export interface VariableCost<Variable> {
  readonly variable: Variable;
  /** Transactions that wait for another one on this variable. */
  readonly waiting: number;
  /** Their gas. */
  readonly waitingGas: number;
  /** The block without the conflicts on this variable. */
  readonly without: Potential;
  /** `without` less the block as it is: what removing the conflicts gains. */
  readonly gain: Potential;
}

export interface RankOptions {
  /** Numbers of threads for `speedup`. */
  readonly threads?: readonly number[];
  /**
   * How many variables to try, each of which means scheduling the block again: those on the critical path first, then
   * those with the most waiting gas. The others are left out of the result. 100 by default.
   */
  readonly limit?: number;
}

/**
 * Every variable that makes a transaction wait, each removed alone, by what its removal gains: in ceiling first, then
 * in the speedups from the largest number of threads down, then by waiting gas.
 *
 * @param variableOf The variable that a key belongs to (all elements of a mapping are one variable), as a value that
 *   can be the key of a `Map`; undefined for keys that nobody could change.
 */
export function rankVariables<Variable>(
  dependencies: Dependencies,
  variableOf: (key: number) => Variable | undefined,
  { threads = THREAD_COUNTS, limit = 100 }: RankOptions = {},
): VariableCost<Variable>[] {
  const before = potential(dependencies, threads);
  const costs = candidates(dependencies, variableOf, limit).map(({ variable, waiting, waitingGas }) => {
    const without = whatIf(dependencies, (key) => variableOf(key) === variable, threads);
    const gained = [...without.speedup].map(([n, value]) => [n, value - (before.speedup.get(n) ?? 0)] as const);
    const gain: Potential = { ceiling: without.ceiling - before.ceiling, speedup: new Map(gained) };
    return { variable, waiting, waitingGas, without, gain };
  });
  const byThreads = [...threads].sort((a, b) => b - a);
  return costs.sort((a, b) => {
    let difference = b.gain.ceiling - a.gain.ceiling;
    for (const n of byThreads) difference ||= (b.gain.speedup.get(n) ?? 0) - (a.gain.speedup.get(n) ?? 0);
    return difference || b.waitingGas - a.waitingGas;
  });
}

interface Candidate<Variable> {
  readonly variable: Variable;
  waiting: number;
  waitingGas: number;
  onCriticalPath: boolean;
}

function candidates<Variable>(
  dependencies: Dependencies,
  variableOf: (key: number) => Variable | undefined,
  limit: number,
): Candidate<Variable>[] {
  const found = new Map<Variable, Candidate<Variable> & { last: number }>();
  for (let edge = 0; edge < dependencies.key.length; edge++) {
    const variable = variableOf(dependencies.key[edge] as number);
    const waiter = dependencies.to[edge] as number;
    if (variable === undefined || waiter >= dependencies.size) continue;
    let candidate = found.get(variable);
    if (candidate === undefined) {
      candidate = { variable, waiting: 0, waitingGas: 0, onCriticalPath: false, last: -1 };
      found.set(variable, candidate);
    }
    // Edges come in order of the waiting transaction: it counts once, however many elements it waits on.
    if (candidate.last === waiter) continue;
    candidate.last = waiter;
    candidate.waiting++;
    candidate.waitingGas += dependencies.gas[waiter] as number;
  }
  const path = heaviestPath(dependencies, (tx) => dependencies.gas[tx] as number);
  for (const key of path.keys) {
    const candidate = found.get(variableOf(key) as Variable);
    if (candidate !== undefined) candidate.onCriticalPath = true;
  }
  return [...found.values()]
    .sort((a, b) => Number(b.onCriticalPath) - Number(a.onCriticalPath) || b.waitingGas - a.waitingGas)
    .slice(0, limit);
}
