import type { ModelName, Target } from "../analysis/models/target.ts";
import type { Budgets } from "../budgets/types.ts";
import type { Grouping } from "../record/types.ts";

/** Settings of the engine as users write them, on a network or under the top-level `parallel`. */
export interface EngineUserConfig {
  /** Threads that execute transactions, the main thread included: 1 to 256. Default: as many as the machine offers. 1 = sequential. */
  workers?: number;
  /** Execute every block a second time with plain `@ethereumjs/vm` and fail if anything differs. Default: false. */
  verify?: boolean;
  /** Blocks with fewer transactions are executed on the main thread: waking the workers would cost more. Default: 4. */
  minParallelTransactions?: number;
  /** How many blocks before the latest keep the state after them, for reading and for calls: from 1 up. Default: all. */
  history?: number;
  /** How many blocks before the latest there are at all, with their transactions, receipts and logs: from 256 up. Default: all. */
  blockHistory?: number;
}

/** Settings of one network, complete. */
export interface EngineConfig {
  readonly workers: number;
  readonly verify: boolean;
  readonly minParallelTransactions: number;
  /** Undefined: all. */
  readonly history?: number;
  /** Undefined: all. */
  readonly blockHistory?: number;
}

/** Top-level `parallel` of the config: what networks do not say themselves, and what reports are made with. */
export interface ParallelUserConfig extends EngineUserConfig {
  /** What the report holds the suite's traffic against. Each field that is left out has its default. */
  target?: TargetUserConfig;
  /**
   * Which transactions the report takes together for a block: those of one test, of one suite (`describe`), of one file,
   * or so many in a row, 2 or more. Default: "test".
   */
  grouping?: Grouping["by"] | GroupingUserConfig;
  /** What `npx hardhat parallel check` demands of tests, contracts and functions. Default: nothing. */
  budgets?: Budgets;
}

export interface GroupingUserConfig {
  /** Default: "test". */
  by?: Grouping["by"];
  /** Together with what hooks and fixtures of the tests sent. Default: false. */
  fixtures?: boolean;
}

export interface TargetUserConfig {
  /** Gas that one thread of the chain in question executes in a second. Default: 1,000,000,000. */
  gasPerSecond?: number;
  /** Transactions a second to reach. Default: 100,000. */
  tps?: number;
  /** Threads of the chain: 1 to 1024. Default: 16. */
  threads?: number;
  /** How it executes blocks. Default: "block-stm". */
  model?: ModelName;
}

/** Top-level `parallel`, resolved. */
export interface ParallelConfig extends EngineConfig {
  readonly target: Target;
  readonly grouping: Grouping;
  readonly budgets: Budgets;
}
