import { buildDependencies, componentOf, conflicting, type Dependencies, heaviestPath, waveOf } from "./graph.ts";
import { ORDERING, ORDERING_WITH_PROTOCOL } from "./rules.ts";
import { speedups, THREAD_COUNTS } from "./schedule.ts";
import type { AccessTable, Share } from "./types.ts";

/** The figures of a block (`docs/definitions.md`, "Block metrics"). */
export interface BlockMetrics {
  /** Number of transactions. */
  readonly transactions: number;
  /** Sum of the gas used. */
  readonly gas: number;
  /**
   * Transactions with at least one conflict edge, on either end: the single-transaction conflict rate of
   * Reijsbergen & Dinh, arXiv 2003.06128.
   */
  readonly conflictRate: Share;
  /** Transactions without any conflict edge: 1 - `conflictRate` (Wahrstätter 2025). 1 for an empty block. */
  readonly isolatedShare: Share;
  /**
   * Transactions of the largest set that conflict edges hold together: the group conflict rate of Reijsbergen & Dinh.
   * By gas, the set with the most gas. A transaction alone is a set of one.
   */
  readonly largestComponentShare: Share;
  /** Longest chain of dependent transactions, counted in transactions. */
  readonly waves: number;
  /** Heaviest chain by gas and its members (Garamvölgyi et al., ICSE'22). */
  readonly criticalPath: { readonly gas: number; readonly members: readonly number[] };
  /**
   * What infinitely many threads would gain: by gas total gas / critical-path gas, by count transactions / waves.
   * Factors, 1 for an empty block.
   */
  readonly ceiling: Share;
  /** Threads -> factor, `ideal` list scheduling with gas as the clock. */
  readonly speedup: ReadonlyMap<number, number>;
}

/** The metrics of a block twice: by what its contracts did, and with the protocol's own accounting counted as well. */
export interface BlockAnalysis {
  readonly metrics: BlockMetrics;
  readonly withProtocol: BlockMetrics;
}

/**
 * All metrics of a block under our own definitions: ordering conflicts by last writer.
 *
 * @param threads Numbers of threads for `speedup`.
 */
export function analyseBlock(table: AccessTable, threads: readonly number[] = THREAD_COUNTS): BlockAnalysis {
  return {
    metrics: blockMetrics(buildDependencies(table, ORDERING, "last-writer"), threads),
    withProtocol: blockMetrics(buildDependencies(table, ORDERING_WITH_PROTOCOL, "last-writer"), threads),
  };
}

/** The metrics of a dependency graph. */
export function blockMetrics(dependencies: Dependencies, threads: readonly number[] = THREAD_COUNTS): BlockMetrics {
  const { size, gas } = dependencies;
  const totalGas = sum(gas);
  const share = (count: number, gasPart: number): Share => ({
    count: size === 0 ? 0 : count / size,
    gas: totalGas === 0 ? 0 : gasPart / totalGas,
  });

  const marks = conflicting(dependencies);
  let isolated = 0;
  let isolatedGas = 0;
  for (let tx = 0; tx < size; tx++) {
    if (marks[tx] === 1) continue;
    isolated++;
    isolatedGas += gas[tx] as number;
  }
  const conflictRate = share(size - isolated, totalGas - isolatedGas);
  const path = heaviestPath(dependencies, (tx) => gas[tx] as number);
  const waves = waveOf(dependencies).reduce((most, wave) => Math.max(most, wave), 0);
  return {
    transactions: size,
    gas: totalGas,
    conflictRate,
    isolatedShare: { count: 1 - conflictRate.count, gas: 1 - conflictRate.gas },
    largestComponentShare: largestComponent(dependencies, share),
    waves,
    criticalPath: { gas: path.weight, members: path.members },
    ceiling: { count: waves === 0 ? 1 : size / waves, gas: path.weight === 0 ? 1 : totalGas / path.weight },
    speedup: speedups(dependencies, threads),
  };
}

function largestComponent(dependencies: Dependencies, share: (count: number, gas: number) => Share): Share {
  const { size, gas } = dependencies;
  const components = componentOf(dependencies);
  const counts = new Uint32Array(size);
  const gasOf = new Float64Array(size);
  let count = 0;
  let heaviest = 0;
  for (let tx = 0; tx < size; tx++) {
    const component = components[tx] as number;
    counts[component] = (counts[component] as number) + 1;
    gasOf[component] = (gasOf[component] as number) + (gas[tx] as number);
    count = Math.max(count, counts[component] as number);
    heaviest = Math.max(heaviest, gasOf[component] as number);
  }
  return share(count, heaviest);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
