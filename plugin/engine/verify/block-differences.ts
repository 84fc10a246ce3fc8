import type { RunBlockResult } from "@ethereumjs/vm";
import type { Difference } from "../errors.ts";
import type { BlockResult } from "../types.ts";
import { hex } from "./mirror-state.ts";

/**
 * In what the engine's block differs from the reference, apart from the state.
 *
 * @param roots which roots can be compared
 */
export function blockDifferences(
  { block, outcomes }: BlockResult,
  reference: RunBlockResult,
  roots: { readonly state: boolean; readonly receipts: boolean },
): Difference[] {
  const differences: Difference[] = [];
  const compare = (field: string, engine: unknown, theirs: unknown) => {
    if (engine !== theirs) differences.push({ field, engine: String(engine), reference: String(theirs) });
  };
  const { header } = block;
  if (roots.state) compare("stateRoot", hex(header.stateRoot), hex(reference.stateRoot));
  if (roots.receipts) compare("receiptsRoot", hex(header.receiptTrie), hex(reference.receiptsRoot));
  compare("logsBloom", hex(header.logsBloom), hex(reference.logsBloom));
  compare("gasUsed", header.gasUsed, reference.gasUsed);
  if (reference.requestsHash !== undefined) {
    compare("requestsHash", hex(header.requestsHash ?? new Uint8Array(0)), hex(reference.requestsHash));
  }
  compare("number of receipts", outcomes.length, reference.receipts.length);
  for (const [index, outcome] of outcomes.entries()) {
    const result = reference.results[index];
    if (result === undefined) break;
    compare(`gas used by transaction ${index}`, outcome.gasUsed, result.totalGasSpent);
    compare(`exception of transaction ${index}`, outcome.exception, result.execResult.exceptionError?.error);
    compare(`number of logs of transaction ${index}`, outcome.logs.length, result.execResult.logs?.length ?? 0);
    compare(`return value of transaction ${index}`, hex(outcome.returnValue), hex(result.execResult.returnValue));
    compare(
      `contract created by transaction ${index}`,
      outcome.createdAddress?.toString(),
      result.createdAddress?.toString(),
    );
  }
  return differences;
}
