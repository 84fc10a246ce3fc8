import type { Abort, ExecutionRecord } from "../engine/access/types.ts";
import type { RunRecord } from "../record/types.ts";

/** How the blocks of a run were really executed. */
export interface ExecutionFindings {
  /** Blocks with at least one transaction of which the record says how they ran. */
  readonly blocks: number;
  readonly parallelBlocks: number;
  /** Transactions of the parallel blocks. */
  readonly parallelTransactions: number;
  /** Most threads that took part in one block. */
  readonly threads: number;
  /** Executions that were thrown away, by reason. */
  readonly aborts: Readonly<Record<Abort["reason"], number>>;
  /** Blocks that ran on the main thread, by reason. */
  readonly sequential: Readonly<Record<NonNullable<ExecutionRecord["reason"]>, number>>;
  /** Gas that one thread executed in a second, of executions whose results stood; absent where no time is known. */
  readonly gasPerSecond?: number;
}

/** Sums up how the blocks ran. */
export function summariseExecution(record: RunRecord): ExecutionFindings {
  const aborts = { "stale-read": 0, "worker-lost": 0, invalid: 0 };
  const sequential = { disabled: 0, small: 0, hardfork: 0, unavailable: 0, unprofitable: 0 };
  let blocks = 0;
  let parallelBlocks = 0;
  let parallelTransactions = 0;
  let threads = 0;
  let gas = 0;
  let microseconds = 0;
  for (const { execution, transactions } of record.blocks) {
    if (execution === undefined || transactions.length === 0) continue;
    blocks++;
    threads = Math.max(threads, execution.threads);
    if (execution.mode === "parallel") {
      parallelBlocks++;
      parallelTransactions += transactions.length;
    } else if (execution.reason !== undefined) {
      sequential[execution.reason]++;
    }
    for (const { abort, transaction, start, end } of execution.timeline) {
      const executed = transactions[transaction];
      if (abort !== undefined) aborts[abort.reason]++;
      else if (executed !== undefined) {
        gas += Number(executed.gas);
        microseconds += end - start;
      }
    }
  }
  const rate = microseconds > 0 ? { gasPerSecond: Math.round((gas / microseconds) * 1_000_000) } : {};
  return { blocks, parallelBlocks, parallelTransactions, threads, aborts, sequential, ...rate };
}
