import type { BlockHeader } from "@ethereumjs/block";
import { Hardfork } from "@ethereumjs/common";
import { bytesToHex } from "@ethereumjs/util";
import type { BlockFile } from "./block-file.ts";

/** A field of the header that did not come out as the chain has it. */
export interface HeaderDifference {
  readonly field: string;
  /** In the file. */
  readonly expected: string;
  /** After execution. */
  readonly actual: string;
}

/**
 * Compares what execution determined with the header of the file. The state root is left out: it needs the whole state
 * of the chain. So is the receipts root before Byzantium, whose receipts have a state root each.
 *
 * @param executed the header after execution.
 */
export function headerDifferences(block: BlockFile, executed: BlockHeader): HeaderDifference[] {
  const byzantium = executed.common.gteHardfork(Hardfork.Byzantium);
  const { header } = block;
  return [
    compared("gasUsed", number(header.gasUsed), executed.gasUsed.toString()),
    compared("logsBloom", header.logsBloom, bytesToHex(executed.logsBloom)),
    compared("receiptsRoot", byzantium ? header.receiptsRoot : undefined, bytesToHex(executed.receiptTrie)),
    compared("transactionsRoot", header.transactionsRoot, bytesToHex(executed.transactionsTrie)),
    compared("withdrawalsRoot", header.withdrawalsRoot, hexOf(executed.withdrawalsRoot)),
    compared("blobGasUsed", number(header.blobGasUsed), executed.blobGasUsed?.toString()),
    compared("requestsHash", header.requestsHash, hexOf(executed.requestsHash)),
  ].filter((difference) => difference !== undefined);
}

function compared(field: string, expected: string | undefined, actual = "none"): HeaderDifference | undefined {
  if (expected === undefined || expected.toLowerCase() === actual) return undefined;
  return { field, expected: expected.toLowerCase(), actual };
}

function number(quantity: string | undefined): string | undefined {
  return quantity === undefined ? undefined : BigInt(quantity).toString();
}

function hexOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : bytesToHex(bytes);
}
