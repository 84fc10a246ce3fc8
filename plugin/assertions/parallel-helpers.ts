import type { BlockReport } from "./block-report.ts";

/** `parallel` of a network connection: what several transactions do to each other when they are one block. */
export interface ParallelHelpers {
  /**
   * Mines all transactions that are sent while the callback runs as one block, in the order in which they are sent, and
   * reports on it. Mining is afterwards as it was before, also when the callback throws: then nothing of it is mined.
   *
   * The transactions are mined when the callback is over: waiting for a receipt in it is an error. Without a gas limit
   * of its own, a transaction is estimated on the state before the block.
   *
   * @example
   * const report = await parallel.block(async () => {
   *   for (const user of users) await vault.connect(user).deposit({ value: 1n });
   * });
   * expect(report).to.conflictOn("Vault.totalAssets");
   * @param callback Sends transactions, and returns when they are sent; or returns the promises of that.
   * @throws HardhatPluginError on networks without the parallel engine, when nothing was sent, when not everything fits
   *   into a block, when the callback waits for what only happens after it
   * @throws the error of the first transaction that failed, where the network has `throwOnTransactionFailures` (as by
   *   default), unless `mayFail`
   */
  block(callback: () => unknown, options?: BlockOptions): Promise<BlockReport>;

  /**
   * Reports on the transactions that are sent while the callback runs as if they were one block; they are mined as
   * always. What a fixture in it sends (`loadFixture`) is left out, and so is what it takes back (`evm_revert`).
   *
   * @throws HardhatPluginError on networks without the parallel engine, when nothing was sent, when something sent is
   *   not mined
   */
  group(callback: () => unknown, name?: string): Promise<BlockReport>;
}

export interface BlockOptions {
  /** What the report and messages of assertions call it. Default: `block 12`. */
  readonly name?: string;
  /** Transactions may fail: the report says which. Default: false. */
  readonly mayFail?: boolean;
}
