import type { ModelBlock } from "./block.ts";
import type { ExecutionModel, ModelResult } from "./model.ts";

/**
 * The results of the models for a block, or for several blocks that are executed one after the other. Each is worked
 * out when it is first asked for.
 */
export class ModelTable {
  /** Gas of all blocks. */
  readonly gas: number;
  readonly transactions: number;
  readonly blocks: readonly ModelBlock[];
  readonly #results = new Map<ExecutionModel, Map<number, ModelResult>>();

  constructor(blocks: readonly ModelBlock[]) {
    this.blocks = blocks;
    this.gas = blocks.reduce((sum, block) => sum + block.gas, 0);
    this.transactions = blocks.reduce((sum, block) => sum + block.table.size, 0);
  }

  /** Of several blocks: their makespans and counts in sum, and all their gas over the makespan as the speedup. */
  at(model: ExecutionModel, threads: number): ModelResult {
    const results = this.#results.get(model) ?? new Map<number, ModelResult>();
    this.#results.set(model, results);
    let result = results.get(threads);
    if (result === undefined) {
      result = this.#sum(
        this.blocks.map((block) => model.run(block, threads)),
        threads,
      );
      results.set(threads, result);
    }
    return result;
  }

  #sum(parts: readonly ModelResult[], threads: number): ModelResult {
    let makespan = 0;
    const counts: Record<string, number> = {};
    for (const { threads: _, speedup: __, makespan: part, ...others } of parts) {
      makespan += part;
      for (const [name, count] of Object.entries(others)) counts[name] = (counts[name] ?? 0) + count;
    }
    return { threads, makespan, speedup: makespan === 0 ? 1 : this.gas / makespan, ...counts };
  }
}
