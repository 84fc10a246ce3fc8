import { independent } from "../graph.ts";
import { ListScheduler } from "../schedule.ts";
import type { ModelBlock } from "./block.ts";
import { type ExecutionModel, resultOf } from "./model.ts";
import { timetableOf } from "./timetable.ts";

/**
 * The block comes with the values after each transaction (EIP-7928, block-level access lists): whoever reads takes the
 * value from the list, and nobody waits for anybody. The transactions are list-scheduled as if they had nothing to do
 * with each other, so that only the largest of them limits the block (Graham 1969):
 *
 * max(total / n, largest) <= makespan <= (total - largest) / n + largest.
 */
export const bal: ExecutionModel = {
  name: "bal",
  describe: "the block lists all values beforehand (EIP-7928); only the largest transaction limits it",
  run(block, threads) {
    return resultOf(block, threads, schedulerOf(block).run(threads).makespan);
  },
  timetable(block, threads) {
    return timetableOf(schedulerOf(block).run(threads), block.table.gas);
  },
};

function schedulerOf(block: ModelBlock): ListScheduler {
  return block.prepared(bal, ({ table }) => new ListScheduler(independent(table.gas)));
}
