import type { ExecResult, Log } from "@ethereumjs/evm";

/**
 * Keeps the logs of a transaction from `runTx`.
 *
 * It would compute their bloom filter, with a hash for every address and topic: 4 % of the time of a token transfer, on
 * the thread that commits. `bloomOf` knows what has been hashed before, which is nearly all.
 */
export class WithheldLogs {
  #logs: Log[] | undefined;

  clear(): void {
    this.#logs = undefined;
  }

  /** Takes the logs out of the result of the transaction's message. */
  take(result: ExecResult): void {
    this.#logs = result.logs;
    result.logs = undefined;
  }

  /** All logs of the transaction, those included that `runTx` has added since (EIP-7708). */
  of({ logs }: ExecResult): Log[] {
    if (this.#logs === undefined) return logs ?? [];
    return logs === undefined ? this.#logs : [...this.#logs, ...logs];
  }
}
