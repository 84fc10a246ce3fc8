import TinyQueue from "tinyqueue";
import type { Precedence } from "./graph.ts";

/** Numbers of threads that reports show. */
export const THREAD_COUNTS: readonly number[] = [1, 2, 4, 8, 16, 32, 64];

/** A block laid out on threads; gas is the clock. */
export interface Schedule {
  /** Gas from the start of the first transaction to the end of the last one. */
  readonly makespan: number;
  /** When each transaction starts. */
  readonly start: Float64Array;
}

/**
 * List scheduling (Graham 1969): whenever a thread is free it takes the lowest transaction whose dependencies have
 * all finished, and runs it to its end. The makespan is at most twice the best possible one.
 *
 * Takes O((transactions + edges) log transactions).
 *
 * @param threads At least 1.
 */
export function listSchedule(dependencies: Precedence, threads: number): Schedule {
  return new ListScheduler(dependencies).run(threads);
}

/**
 * speedup(n) of the `ideal` model: total gas / makespan of the list schedule on n threads, for each n.
 * 1 for an empty block.
 */
export function speedups(dependencies: Precedence, threads: readonly number[] = THREAD_COUNTS): Map<number, number> {
  const total = dependencies.gas.reduce((sum, gas) => sum + gas, 0);
  const scheduler = new ListScheduler(dependencies);
  return new Map(
    threads.map((count) => {
      const { makespan } = scheduler.run(count);
      return [count, makespan === 0 ? 1 : total / makespan];
    }),
  );
}

/** Keeps the graph in the form that scheduling needs, to lay the same block out on several numbers of threads. */
export class ListScheduler {
  readonly #dependencies: Precedence;
  /** Targets of the edges of node u are the positions first[u] to first[u + 1] of `targets`. */
  readonly #first: Uint32Array;
  readonly #targets: Uint32Array;
  readonly #incoming: Uint32Array;

  constructor(dependencies: Precedence) {
    const { nodes, from, to } = dependencies;
    this.#dependencies = dependencies;
    this.#incoming = new Uint32Array(nodes);
    this.#first = new Uint32Array(nodes + 1);
    for (let edge = 0; edge < from.length; edge++) {
      const next = (from[edge] as number) + 1;
      this.#first[next] = (this.#first[next] as number) + 1;
      const target = to[edge] as number;
      this.#incoming[target] = (this.#incoming[target] as number) + 1;
    }
    for (let node = 0; node < nodes; node++) {
      this.#first[node + 1] = (this.#first[node + 1] as number) + (this.#first[node] as number);
    }
    this.#targets = new Uint32Array(to.length);
    const position = this.#first.slice(0, nodes);
    for (let edge = 0; edge < from.length; edge++) {
      const source = from[edge] as number;
      this.#targets[position[source] as number] = to[edge] as number;
      position[source] = (position[source] as number) + 1;
    }
  }

  run(threads: number): Schedule {
    const { size, gas } = this.#dependencies;
    const missing = this.#incoming.slice();
    const start = new Float64Array(size);
    const finish = new Float64Array(size);
    // Those that wait for nobody are taken in order; only the others, once they are ready, need a queue.
    let next = this.#firstReady(0);
    const ready = new TinyQueue<number>([], (a, b) => a - b);
    const running = new TinyQueue<number>([], (a, b) => (finish[a] as number) - (finish[b] as number) || a - b);

    let now = 0;
    for (;;) {
      while (running.length < threads) {
        const released = ready.peek() ?? size;
        if (next === size && released === size) break;
        const tx = Math.min(next, released);
        if (tx === next) next = this.#firstReady(next + 1);
        else ready.pop();
        start[tx] = now;
        finish[tx] = now + (gas[tx] as number);
        running.push(tx);
      }
      const first = running.peek();
      if (first === undefined) return { makespan: now, start };
      now = finish[first] as number;
      while (running.length > 0 && finish[running.peek() as number] === now) {
        this.#release(running.pop() as number, missing, ready);
      }
    }
  }

  /** The lowest transaction from this one on that waits for nobody; the number of transactions if there is none. */
  #firstReady(from: number): number {
    const { size } = this.#dependencies;
    let tx = from;
    while (tx < size && this.#incoming[tx] !== 0) tx++;
    return tx;
  }

  /** Tells those who wait for the node that it has finished; barriers finish at once when nothing holds them any more. */
  #release(node: number, missing: Uint32Array, ready: TinyQueue<number>): void {
    const finished = [node];
    for (let current = finished.pop(); current !== undefined; current = finished.pop()) {
      const end = this.#first[current + 1] as number;
      for (let position = this.#first[current] as number; position < end; position++) {
        const target = this.#targets[position] as number;
        const left = (missing[target] as number) - 1;
        missing[target] = left;
        if (left > 0) continue;
        if (target < this.#dependencies.size) ready.push(target);
        else finished.push(target);
      }
    }
  }
}
