import type { VmTransactionExecutor } from "./executor.ts";
import { type MissingKey, type MissingSource, MissingStateError } from "./state/missing-state.ts";
import type { StateView } from "./state/types.ts";
import { likelyKeys } from "./transactions/likely-keys.ts";
import type { BlockInput, SendableTransaction } from "./types.ts";

/**
 * Loads what the transactions of a block look up of a state that is kept elsewhere, as far as they would as the first of
 * the block: each is executed for itself up to what it misses, and what all of them miss is loaded at once, until none
 * misses anything. So a block takes as many round trips as its deepest transaction, not as all of them together.
 *
 * It is a guess, which only decides how long the block takes: what is missing after all is loaded when it is looked up.
 */
export async function prefetch(executor: VmTransactionExecutor, input: BlockInput, state: StateView): Promise<void> {
  let waiting = input.transactions;
  while (waiting.length > 0) {
    const keys: MissingKey[] = [];
    const next: SendableTransaction[] = [];
    let source: MissingSource | undefined;
    executor.beginBlock(input.environment, input.blockHash);
    for (const transaction of waiting) {
      const miss = await missOf(executor, transaction, state);
      if (miss === undefined) continue;
      // Hashes of blocks are rarely asked for, and come from elsewhere.
      if ("block" in miss.key) continue;
      source = miss.source;
      keys.push(miss.key, ...likelyKeys(transaction));
      next.push(transaction);
    }
    await source?.load(keys);
    waiting = next;
  }
}

async function missOf(
  executor: VmTransactionExecutor,
  transaction: SendableTransaction,
  state: StateView,
): Promise<MissingStateError | undefined> {
  try {
    const checks = { skipBalance: true, skipNonce: true };
    await executor.execute(transaction, state, { ...checks, unrecorded: true, onMissing: "throw" });
    return undefined;
  } catch (error) {
    if (error instanceof MissingStateError) return error;
    // It will fail in its turn as well, if it has to.
    return undefined;
  }
}
