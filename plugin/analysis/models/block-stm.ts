import { ORDERING } from "../rules.ts";
import type { ConflictRules } from "../types.ts";
import type { ModelBlock } from "./block.ts";
import { BlockStmRun } from "./block-stm-run.ts";
import { type ExecutionModel, resultOf } from "./model.ts";
import { inLine, type ModelledExecution } from "./timetable.ts";
import { versionsOf } from "./versions.ts";

/** What it takes to look one read up again: the price of a warm SLOAD (EIP-2929). */
export const VALIDATION_GAS = 100;

export interface BlockStmOptions {
  /** What counts as reading and writing. */
  readonly rules: ConflictRules;
  /** Gas that validating one read takes. */
  readonly validationGas: number;
}

/**
 * Block-STM (Gelashvili et al., PPoPP'23, arXiv 2203.06871), simulated event by event: threads execute transactions on
 * what lower ones have written so far, validate what they read, abort and execute again, in the preset order of the
 * block, by the algorithms of the paper (collaborative scheduler, multi-version memory, ESTIMATE marks).
 *
 * Assumptions:
 * - A transaction takes its gas, each time it is executed, and reads and writes the same keys each time.
 * - It reads when it starts, and its writes appear all at once when it ends, as in the paper. So a read that meets an
 *   ESTIMATE costs nothing: the transaction waits for that writer, and the thread goes on with another one.
 * - A validation takes 100 gas for each key read, the price of a warm SLOAD (EIP-2929). Versions are compared, not values.
 * - Handing out work takes no time. On one thread there is nothing to validate.
 *
 * makespan >= total / n, and >= critical path: who reads a value runs after the final execution of its writer. It may
 * beat `ideal`, whose list schedule is not always the shortest.
 */
export function blockStmBy(name: string, describe: string, options: BlockStmOptions): ExecutionModel {
  const { rules, validationGas } = options;
  const start = (block: ModelBlock, threads: number, log?: ModelledExecution[]): BlockStmRun => {
    const versions = block.prepared(options, ({ table }) => versionsOf(table, rules));
    return new BlockStmRun(versions, block.table.gas, threads, validationGas, log);
  };
  return {
    name,
    describe,
    run(block, threads) {
      if (threads === 1) return resultOf(block, 1, block.gas, { aborts: 0, waits: 0, validations: 0 });
      const { makespan, ...counts } = start(block, threads).run();
      return resultOf(block, threads, makespan, counts);
    },
    timetable(block, threads) {
      const { gas } = block.table;
      if (threads === 1) return inLine(gas.keys(), gas);
      const log: ModelledExecution[] = [];
      start(block, threads, log).run();
      return log;
    },
  };
}

/** `blockStmBy` with the conflicts that order transactions by the EVM's rules. */
export const blockStm = blockStmBy("block-stm", "optimistic, with aborts and re-execution (Gelashvili et al. 2022)", {
  rules: ORDERING,
  validationGas: VALIDATION_GAS,
});
