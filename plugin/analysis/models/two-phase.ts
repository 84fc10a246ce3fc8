import { independent, waitingMarks } from "../graph.ts";
import { ListScheduler } from "../schedule.ts";
import type { ModelBlock } from "./block.ts";
import { type ExecutionModel, resultOf } from "./model.ts";
import { inLine, timetableOf } from "./timetable.ts";

interface Phases {
  /** All transactions, side by side. */
  readonly first: ListScheduler;
  /** Number and gas of the transactions of the second phase. */
  readonly aborts: number;
  readonly second: number;
}

/**
 * First all transactions run side by side on the state before the block; then those whose result cannot stand run once
 * more, one by one (Saraph & Herlihy 2019, arXiv 1901.01376).
 *
 * makespan(n) = makespan of the list schedule without dependencies + gas of the aborted.
 *
 * Aborted is who reads what an earlier transaction of the block writes. The paper locks every key instead, so that two
 * writers of one key abort each other as well; here values are kept in versions, in the order of the block.
 */
export const twoPhase: ExecutionModel = {
  name: "two-phase",
  describe: "all side by side, then the conflicting ones again, one by one (Saraph & Herlihy 2019)",
  run(block, threads) {
    if (threads === 1) return resultOf(block, 1, block.gas, { aborts: 0 });
    const { first, aborts, second } = block.prepared(twoPhase, phases);
    return resultOf(block, threads, first.run(threads).makespan + second, { aborts });
  },
  timetable(block, threads) {
    const { gas } = block.table;
    if (threads === 1) return inLine(gas.keys(), gas);
    const schedule = block.prepared(twoPhase, phases).first.run(threads);
    const waits = waitingMarks(block.dependencies);
    const together = timetableOf(schedule, gas);
    for (const execution of together) execution.aborted = waits[execution.transaction] === 1;
    const again = [...gas.keys()].filter((transaction) => waits[transaction] === 1);
    return [...together, ...inLine(again, gas, schedule.makespan)];
  },
};

function phases({ table, dependencies }: ModelBlock): Phases {
  const waits = waitingMarks(dependencies);
  let aborts = 0;
  let second = 0;
  for (let tx = 0; tx < table.size; tx++) {
    if (waits[tx] === 0) continue;
    aborts++;
    second += table.gas[tx] as number;
  }
  return { first: new ListScheduler(independent(table.gas)), aborts, second };
}
