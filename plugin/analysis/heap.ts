/**
 * Nodes by priority, lowest first; of equal priority the lower node first.
 * Priorities are read when nodes move, so a node's priority must not change while it is in the heap.
 */
export class NodeHeap {
  readonly #nodes: number[] = [];
  readonly #priority: (node: number) => number;

  constructor(priority: (node: number) => number) {
    this.#priority = priority;
  }

  get size(): number {
    return this.#nodes.length;
  }

  peek(): number | undefined {
    return this.#nodes[0];
  }

  push(node: number): void {
    const nodes = this.#nodes;
    let index = nodes.push(node) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!this.#before(node, nodes[above] as number)) break;
      nodes[index] = nodes[above] as number;
      index = above;
    }
    nodes[index] = node;
  }

  pop(): number | undefined {
    const nodes = this.#nodes;
    const first = nodes[0];
    const last = nodes.pop();
    if (last === undefined || nodes.length === 0) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= nodes.length) break;
      if (below + 1 < nodes.length && this.#before(nodes[below + 1] as number, nodes[below] as number)) below++;
      if (!this.#before(nodes[below] as number, last)) break;
      nodes[index] = nodes[below] as number;
      index = below;
    }
    nodes[index] = last;
    return first;
  }

  #before(a: number, b: number): boolean {
    const difference = this.#priority(a) - this.#priority(b);
    return difference < 0 || (difference === 0 && a < b);
  }
}
