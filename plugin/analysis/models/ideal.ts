import { type ExecutionModel, resultOf } from "./model.ts";
import { timetableOf } from "./timetable.ts";

/**
 * All dependencies are known beforehand, and nothing costs anything but the transactions: list scheduling (Graham 1969)
 * of the graph in which j follows i when j reads what i was the last to write. What the contracts allow.
 *
 * total / n <= makespan <= (total - path) / n + path, for the gas of the critical path; never below the path.
 */
export const ideal: ExecutionModel = {
  name: "ideal",
  describe: "knows beforehand who waits for whom; list scheduling (Graham 1969)",
  run(block, threads) {
    return resultOf(block, threads, block.scheduler.run(threads).makespan);
  },
  timetable(block, threads) {
    return timetableOf(block.scheduler.run(threads), block.table.gas);
  },
};
