import { Lists, Uint32Column } from "./columns.ts";
import { Dealing, dealingsUnder } from "./rules.ts";
import type { AccessTable, ConflictRules, DependencyNotion } from "./types.ts";

const { READS, WRITES, INCREMENTS } = Dealing;

/** What is known of a key: one more than the node that stands for its writers up to its last reader (0: none). */
const SETTLED = 0;
/** Writers since then, as the head of a list. */
const PENDING = 1;
const FIELDS = 2;

/**
 * Which transaction of a block comes after which, as edges between nodes.
 *
 * Nodes below `size` are the transactions. The nodes above are **barriers**: a reader of a key with many earlier
 * writers waits for one barrier, which waits for them and for the barrier before it. They take no time and no
 * thread; they keep the number of edges linear in the accesses where pairs of transactions would be quadratic.
 *
 * Edges are in an order in which every edge into a node comes before every edge out of it.
 */
export interface Precedence {
  /** Number of transactions. */
  readonly size: number;
  /** Number of transactions and barriers. */
  readonly nodes: number;
  /** Gas of each transaction. */
  readonly gas: Float64Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Who waits for whom in a block, and on what. */
export interface Dependencies extends Precedence {
  /** The key that carries the edge. */
  readonly key: Uint32Array;
}

/** Transactions of which none waits for another. */
export function independent(gas: Float64Array): Precedence {
  const none = new Uint32Array(0);
  return { size: gas.length, nodes: gas.length, gas, from: none, to: none };
}

/**
 * The dependency graph of a block: edge i -> j when j reads what i wrote.
 *
 * With `last-writer`, i is the last writer before j (Garamvölgyi et al., ICSE'22, arXiv 2201.03749), together with
 * the writers that only added to the value after it. With `all-writers`, i is any earlier writer. The latter leaves
 * out edges that a chain of other edges implies: no chain, schedule or component changes by that.
 */
export function buildDependencies(table: AccessTable, rules: ConflictRules, notion: DependencyNotion): Dependencies {
  const { size, offsets, keys, flags, isSlot, keyCount } = table;
  const dealings = dealingsUnder(rules);
  const capacity = keys.length >>> 1;
  const from = new Uint32Column(capacity);
  const to = new Uint32Column(capacity);
  const keyColumn = new Uint32Column(capacity);
  const emit = (source: number, target: number, key: number): void => {
    from.push(source);
    to.push(target);
    keyColumn.push(key);
  };

  // What is known of each key lies side by side: keys come in any order, and each look at memory costs.
  const known = new Uint32Array(FIELDS * keyCount);
  const pending = new Lists(capacity);
  let nodes = size;

  /** Makes one node stand for all writers so far. */
  const settle = (key: number): void => {
    const at = FIELDS * key;
    const before = known[at + SETTLED] as number;
    const newest = known[at + PENDING] as number;
    known[at + PENDING] = 0;
    if (before === 0 && pending.after(newest) === 0) {
      known[at + SETTLED] = pending.value(newest) + 1;
      return;
    }
    const barrier = nodes++;
    if (before !== 0) emit(before - 1, barrier, key);
    for (let entry = newest; entry !== 0; entry = pending.after(entry)) emit(pending.value(entry), barrier, key);
    known[at + SETTLED] = barrier + 1;
  };

  for (let tx = 0; tx < size; tx++) {
    const end = offsets[tx + 1] as number;
    for (let position = offsets[tx] as number; position < end; position++) {
      const key = keys[position] as number;
      const dealing = dealings[2 * (flags[position] as number) + (isSlot[key] as number)] as number;
      if (dealing === 0) continue;
      const at = FIELDS * key;
      const reads = (dealing & READS) !== 0;
      if (reads) {
        if (known[at + PENDING] !== 0) settle(key);
        const settled = known[at + SETTLED] as number;
        if (settled !== 0) emit(settled - 1, tx, key);
      }
      if ((dealing & WRITES) === 0) continue;
      // A writer that read the key waits for all earlier ones itself: whoever waits for it waits for them.
      const hidesEarlier = reads || (notion === "last-writer" && (dealing & INCREMENTS) === 0);
      if (hidesEarlier) {
        known[at + PENDING] = 0;
        known[at + SETTLED] = tx + 1;
      } else {
        known[at + PENDING] = pending.add(known[at + PENDING] as number, tx);
      }
    }
  }
  return { size, nodes, gas: table.gas, from: from.finish(), to: to.finish(), key: keyColumn.finish() };
}

/** The same graph without the edges that the given keys carry (of two edges between the same nodes the other one stays). */
export function withoutKeys(dependencies: Dependencies, removed: (key: number) => boolean): Dependencies {
  const from = new Uint32Column();
  const to = new Uint32Column();
  const key = new Uint32Column();
  for (let edge = 0; edge < dependencies.key.length; edge++) {
    if (removed(dependencies.key[edge] as number)) continue;
    from.push(dependencies.from[edge] as number);
    to.push(dependencies.to[edge] as number);
    key.push(dependencies.key[edge] as number);
  }
  return { ...dependencies, from: from.finish(), to: to.finish(), key: key.finish() };
}

/** A chain of transactions, each of which waits for the one before it. */
export interface Path {
  /** Sum of the members' weights. */
  readonly weight: number;
  /** Positions of the transactions, in order. Empty for an empty block. */
  readonly members: readonly number[];
  /** `keys[n]` makes `members[n + 1]` wait for `members[n]` (one of the keys, where several do). */
  readonly keys: readonly number[];
}

/**
 * The heaviest chain of dependent transactions: finish(j) = weight(j) + max(0, finish(i) over edges i -> j), the
 * largest finish wins. Weight 1 gives the number of waves, gas gives the critical path (Garamvölgyi et al., ICSE'22,
 * arXiv 2201.03749). Of equally heavy chains the one that ends first is returned.
 */
export function heaviestPath(dependencies: Dependencies, weight: (transaction: number) => number): Path {
  const { size, nodes, from, to, key } = dependencies;
  const start = new Float64Array(nodes);
  /** The edge that decided when the node starts. */
  const decisive = new Int32Array(nodes).fill(-1);
  for (let edge = 0; edge < from.length; edge++) {
    const source = from[edge] as number;
    const target = to[edge] as number;
    const finish = (start[source] as number) + (source < size ? weight(source) : 0);
    if (finish > (start[target] as number) || decisive[target] === -1) {
      start[target] = finish;
      decisive[target] = edge;
    }
  }

  let last = -1;
  let heaviest = 0;
  for (let tx = 0; tx < size; tx++) {
    const finish = (start[tx] as number) + weight(tx);
    if (last === -1 || finish > heaviest) {
      heaviest = finish;
      last = tx;
    }
  }
  const members: number[] = [];
  const keys: number[] = [];
  for (let node = last; node !== -1; ) {
    const edge = decisive[node] as number;
    if (node < size) {
      members.push(node);
      if (edge !== -1) keys.push(key[edge] as number);
    }
    node = edge === -1 ? -1 : (from[edge] as number);
  }
  return { weight: heaviest, members: members.reverse(), keys: keys.reverse() };
}

/**
 * The wave of each transaction: 1 for one that waits for nobody, otherwise one more than the latest it waits for.
 * All transactions of a wave could run at the same time.
 */
export function waveOf(dependencies: Dependencies): Uint32Array {
  const { size, nodes, from, to } = dependencies;
  const before = new Uint32Array(nodes);
  for (let edge = 0; edge < from.length; edge++) {
    const source = from[edge] as number;
    const target = to[edge] as number;
    const wave = (before[source] as number) + (source < size ? 1 : 0);
    if (wave > (before[target] as number)) before[target] = wave;
  }
  return before.subarray(0, size).map((wave) => wave + 1);
}

/** The component of each transaction (the lowest transaction in it): transactions joined by edges, however indirectly. */
export function componentOf(dependencies: Dependencies): Uint32Array {
  const { size, nodes, from, to } = dependencies;
  const parent = Uint32Array.from({ length: nodes }, (_, node) => node);
  const root = (node: number): number => {
    let current = node;
    while (parent[current] !== current) {
      parent[current] = parent[parent[current] as number] as number;
      current = parent[current] as number;
    }
    return current;
  };
  for (let edge = 0; edge < from.length; edge++) {
    const a = root(from[edge] as number);
    const b = root(to[edge] as number);
    // The lower node becomes the root, so that a component is named by its first transaction and never by a barrier.
    if (a < b) parent[b] = a;
    else parent[a] = b;
  }
  return Uint32Array.from({ length: size }, (_, tx) => root(tx));
}

/** 1 for each transaction that waits for another. */
export function waitingMarks({ size, nodes, to }: Precedence): Uint8Array {
  const marks = new Uint8Array(nodes);
  for (let edge = 0; edge < to.length; edge++) marks[to[edge] as number] = 1;
  return marks.subarray(0, size);
}

/** 1 for each transaction that waits for another or is waited for. */
export function conflicting(dependencies: Dependencies): Uint8Array {
  const marks = new Uint8Array(dependencies.size);
  for (let edge = 0; edge < dependencies.from.length; edge++) {
    const source = dependencies.from[edge] as number;
    const target = dependencies.to[edge] as number;
    if (source < dependencies.size) marks[source] = 1;
    if (target < dependencies.size) marks[target] = 1;
  }
  return marks;
}
