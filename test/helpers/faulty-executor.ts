import type { BlockExecutor, BlockJob } from "../../plugin/engine/block-executor.ts";
import type { Execution } from "../../plugin/engine/execution.ts";
import type { VmTransactionExecutor } from "../../plugin/engine/executor.ts";
import { SequentialExecutor } from "../../plugin/engine/sequential.ts";
import type { AccountWrite, AddressKey } from "../../plugin/engine/state/types.ts";

/** An executor with a fault on purpose: whoever a transaction leaves with another balance gets one wei more. */
export class FaultyExecutor implements BlockExecutor {
  readonly #sequential: SequentialExecutor;

  constructor(executor: VmTransactionExecutor) {
    this.#sequential = new SequentialExecutor(executor, "disabled");
  }

  execute(job: BlockJob) {
    return this.#sequential.execute({
      environment: job.environment,
      transactions: job.transactions,
      blockHash: job.blockHash,
      state: job.state,
      admits: (index) => job.admits(index),
      commit: (index, execution) => job.commit(index, execution && oneWeiMore(execution)),
    });
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {}
}

function oneWeiMore(execution: Execution): Execution {
  const accounts = new Map<AddressKey, AccountWrite>(execution.writes.accounts);
  for (const [address, write] of accounts) {
    if (write.balance !== undefined) accounts.set(address, { ...write, balance: write.balance + 1n });
    else if (write.balanceDelta !== undefined)
      accounts.set(address, { ...write, balanceDelta: write.balanceDelta + 1n });
  }
  return { ...execution, writes: { ...execution.writes, accounts } };
}
