import { heaviestPath, withoutKeys } from "../analysis/graph.ts";
import { type Potential, potential } from "../analysis/what-if.ts";
import type { KeyRow } from "../record/types.ts";
import { type BlockFindings, REPORTED_THREADS, type Subject } from "./block-findings.ts";

/** What removing the conflicts of one variable gains once those of all earlier rungs are gone. */
export interface Rung {
  /** Index of the variable. */
  readonly variable: number;
  /** The test or block in which that saves most gas of the critical path. */
  readonly subject: Subject;
  /** That block without the variables of the earlier rungs. */
  readonly before: Potential;
  /** And without this variable. */
  readonly after: Potential;
  /** That block with all its conflicts but those on this variable. */
  readonly alone: Potential;
}

export interface Ladder {
  readonly rungs: readonly Rung[];
  /** The variables after the last rung, by waiting transactions: what they cost is not worked out. */
  readonly rest: readonly number[];
}

/** Variables tried at each step: those on which most transactions wait. Each try lays its blocks out again. */
const CANDIDATES = 40;
/** A call waits for the deployment of what it calls: that is how it is. */
const LAST: readonly KeyRow["kind"][] = ["code", "existence", "nonce"];
const STEPS = 20;

/**
 * Ranks the variables that make transactions wait, greedily: the one whose removal saves most critical-path gas over
 * all blocks first, then the best given that one is removed, and so on. Two variables that always conflict together
 * gain nothing alone: then the one on which more transactions wait comes first, and the second shows the gain of both.
 * What no change of a contract mends comes after all others.
 */
export function climb(blocks: readonly BlockFindings[], kindOf: (variable: number) => KeyRow["kind"]): Ladder {
  const states = blocks.filter((block) => block.waiting > 0).map((block) => new BlockState(block));
  const waiting = new Map<number, number>();
  const statesOf = new Map<number, BlockState[]>();
  for (const state of states) {
    for (const [variable, { waiting: count }] of state.block.variables) {
      if (count === 0) continue;
      waiting.set(variable, (waiting.get(variable) ?? 0) + count);
      statesOf.set(variable, [...(statesOf.get(variable) ?? []), state]);
    }
  }
  const isLast = (variable: number) => Number(LAST.includes(kindOf(variable)));
  let rest = [...waiting.keys()].sort(
    (a, b) => isLast(a) - isLast(b) || (waiting.get(b) ?? 0) - (waiting.get(a) ?? 0) || a - b,
  );

  const rungs: Rung[] = [];
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
function rungOf(variable: number, states: readonly BlockState[]): Rung {
  const waitingIn = (state: BlockState) => state.block.variables.get(variable)?.waiting ?? 0;
  const [place] = states.toSorted(
    (a, b) => b.saved(variable) - a.saved(variable) || waitingIn(b) - waitingIn(a) || b.block.gas - a.block.gas,
  );
  if (place === undefined) throw new RangeError(`no block in which a transaction waits on variable ${variable}`);
  const before = place.potential();
  const alone = place.potentialWithout([variable]);
  for (const state of states) state.remove(variable);
  return { variable, subject: place.block.subject, before, after: place.potential(), alone };
}

/** One block without the variables removed so far. */
class BlockState {
  readonly block: BlockFindings;
  readonly #removed = new Set<number>();
  readonly #paths = new Map<number, number>();
  #path: number;

  constructor(block: BlockFindings) {
    this.block = block;
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
    return potential(this.#without(new Set(variables)), REPORTED_THREADS);
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
