import type { Dependencies } from "./graph.ts";

/** Transactions that one variable concerns. */
export interface VariableWaits {
  /** That wait for another one on it. */
  readonly waiting: number;
  /** That wait or are waited for. */
  readonly conflicting: number;
}

/**
 * For every variable with an edge how many transactions it concerns. Linear in the edges: they are sorted by variable
 * by counting, so that a mark a node is enough to count each transaction once.
 *
 * @param variableOf Index of the variable of each key.
 */
export function waitsByVariable(dependencies: Dependencies, variableOf: ArrayLike<number>): Map<number, VariableWaits> {
  const { size, nodes, from, to, key } = dependencies;
  const groups = new Map<number, number>();
  const groupOf = new Int32Array(variableOf.length).fill(-1);
  const edgeGroups = new Uint32Array(key.length);
  for (let edge = 0; edge < key.length; edge++) {
    const carrier = key[edge] as number;
    if (groupOf[carrier] === -1) {
      const variable = variableOf[carrier] as number;
      let group = groups.get(variable);
      if (group === undefined) {
        group = groups.size;
        groups.set(variable, group);
      }
      groupOf[carrier] = group;
    }
    edgeGroups[edge] = groupOf[carrier] as number;
  }

  const first = new Uint32Array(groups.size + 1);
  for (const group of edgeGroups) first[group + 1] = (first[group + 1] as number) + 1;
  for (let group = 0; group < groups.size; group++) {
    first[group + 1] = (first[group + 1] as number) + (first[group] as number);
  }
  const sorted = new Uint32Array(key.length);
  const next = first.slice(0, groups.size);
  for (let edge = 0; edge < key.length; edge++) {
    const group = edgeGroups[edge] as number;
    sorted[next[group] as number] = edge;
    next[group] = (next[group] as number) + 1;
  }

  // The group that counted a node last, plus one: for waiting, and for either end.
  const waits = new Uint32Array(nodes);
  const meets = new Uint32Array(nodes);
  const found = new Map<number, VariableWaits>();
  for (const [variable, group] of groups) {
    const mark = group + 1;
    let waiting = 0;
    let conflicting = 0;
    const end = first[mark] as number;
    for (let position = first[group] as number; position < end; position++) {
      const edge = sorted[position] as number;
      const source = from[edge] as number;
      const target = to[edge] as number;
      if (target < size && waits[target] !== mark) {
        waits[target] = mark;
        waiting++;
      }
      if (target < size && meets[target] !== mark) {
        meets[target] = mark;
        conflicting++;
      }
      if (source < size && meets[source] !== mark) {
        meets[source] = mark;
        conflicting++;
      }
    }
    found.set(variable, { waiting, conflicting });
  }
  return found;
}
