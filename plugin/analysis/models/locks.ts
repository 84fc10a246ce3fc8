import { AccessFlag } from "../../record/flags.ts";
import { Lists, Uint32Column } from "../columns.ts";
import type { Precedence } from "../graph.ts";
import { ListScheduler } from "../schedule.ts";
import type { AccessTable } from "../types.ts";
import type { ModelBlock } from "./block.ts";
import { type ExecutionModel, resultOf } from "./model.ts";
import { timetableOf } from "./timetable.ts";

const { READ, GAS_ONLY, WRITE, TOUCHED, CREDIT } = AccessFlag;
const SHARED = READ | GAS_ONLY;
/** Whoever declares what it may write declares it whether or not the value comes out changed. */
const EXCLUSIVE = WRITE | TOUCHED | CREDIT;

/**
 * Every transaction declares its keys, and holds them locked while it runs: many readers or one writer (as Solana's
 * Sealevel runtime does for accounts). Locks are handed out in the order of the block: whoever comes later waits for
 * all earlier holders of a lock that excludes its own, and of those that may run the first takes the next free thread.
 *
 * List schedule of a graph in which also `waw` and `war` are edges, and a store that leaves the value as it was counts
 * as a write. It holds every edge of `ideal`: its critical path is never lighter.
 */
export const locks: ExecutionModel = {
  name: "locks",
  describe: "declared keys, locked while a transaction runs; two writers, or a reader and a writer, exclude each other",
  run(block, threads) {
    return resultOf(block, threads, schedulerOf(block).run(threads).makespan);
  },
  timetable(block, threads) {
    return timetableOf(schedulerOf(block).run(threads), block.table.gas);
  },
};

function schedulerOf(block: ModelBlock): ListScheduler {
  return block.prepared(locks, ({ table }) => new ListScheduler(lockDependencies(table)));
}

/** Edges from each holder of a lock to the next that it excludes: two for each access at most. */
export function lockDependencies(table: AccessTable): Precedence {
  const { size, gas, offsets, keys, flags, keyCount } = table;
  const from = new Uint32Column();
  const to = new Uint32Column();
  const writers = new Int32Array(keyCount).fill(-1);
  const readers = new Uint32Array(keyCount);
  const lists = new Lists();
  for (let tx = 0; tx < size; tx++) {
    const emit = (source: number): void => {
      from.push(source);
      to.push(tx);
    };
    const end = offsets[tx + 1] as number;
    for (let position = offsets[tx] as number; position < end; position++) {
      const key = keys[position] as number;
      const bits = flags[position] as number;
      const writer = writers[key] as number;
      if ((bits & EXCLUSIVE) !== 0) {
        // Readers wait for the writer before them, and thereby make this one wait for it.
        const newest = readers[key] as number;
        if (writer !== -1 && newest === 0) emit(writer);
        for (let entry = newest; entry !== 0; entry = lists.after(entry)) emit(lists.value(entry));
        readers[key] = 0;
        writers[key] = tx;
      } else if ((bits & SHARED) !== 0) {
        if (writer !== -1) emit(writer);
        readers[key] = lists.add(readers[key] as number, tx);
      }
    }
  }
  return { size, nodes: size, gas, from: from.finish(), to: to.finish() };
}
