import type { RunTxResult } from "@ethereumjs/vm";
import type { ExecutedTransaction } from "../execution.ts";
import type { Accesses } from "./transaction-record.ts";

/** The record of a transaction, which is written when its accesses are first looked at. */
export function lazyRecord(
  { createdAddress, execResult, totalGasSpent }: RunTxResult,
  write: () => Accesses,
): ExecutedTransaction["record"] {
  let accesses: Accesses | undefined;
  const written = (): Accesses => {
    accesses ??= write();
    return accesses;
  };
  // Own properties, so that copies of the record have them too.
  return {
    created: createdAddress?.toString(),
    succeeded: execResult.exceptionError === undefined,
    gasUsed: totalGasSpent,
    get storage() {
      return written().storage;
    },
    get accounts() {
      return written().accounts;
    },
    get preimages() {
      return written().preimages;
    },
    get codes() {
      return written().codes;
    },
  };
}
