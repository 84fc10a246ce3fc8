import { type BlockHeader, createBlockHeader } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import { EthereumJSError } from "@ethereumjs/util";
import { InvalidBlockError } from "../errors.ts";
import type { BlockEnvironment } from "../types.ts";

/**
 * The header that transactions see while they run: everything that is known before execution.
 *
 * @throws InvalidBlockError when a field has no place in the hardfork or is out of range.
 */
export function executionHeader(environment: BlockEnvironment, common: Common): BlockHeader {
  checkExcessBlobGas(environment, common);
  try {
    return createBlockHeader(environment, { common, skipConsensusFormatValidation: true });
  } catch (error) {
    if (!(error instanceof EthereumJSError)) throw error;
    throw new InvalidBlockError(environment.number, error.message);
  }
}

/** What execution determines of a header; undefined where the hardfork does not have it. */
export interface HeaderResults {
  readonly stateRoot: Uint8Array;
  readonly transactionsTrie: Uint8Array;
  readonly receiptTrie: Uint8Array;
  readonly logsBloom: Uint8Array;
  readonly gasUsed: bigint;
  readonly blobGasUsed: bigint | undefined;
  readonly withdrawalsRoot: Uint8Array | undefined;
  readonly requestsHash: Uint8Array | undefined;
}

/**
 * The complete header of an executed block: a copy of the one that its transactions saw, with what came of them.
 *
 * To read and check all fields again took as long as executing a transfer of ether, where each transaction has a block
 * of its own.
 */
export function completeHeader(header: BlockHeader, results: HeaderResults): BlockHeader {
  const known = Object.fromEntries(Object.entries(results).filter(([, value]) => value !== undefined));
  const complete = Object.create(Object.getPrototypeOf(header));
  return Object.freeze(Object.assign(complete, header, known, { cache: { hash: undefined } }));
}

// e^177 exceeds 256 bits: no chain can get there.
const MAX_BLOB_PRICE_EXPONENT = 177n;

// The price of blob gas is an exponential of the excess, computed as a series: an absurd excess would never end.
function checkExcessBlobGas(environment: BlockEnvironment, common: Common): void {
  const excess = environment.excessBlobGas;
  if (excess === undefined || !common.isActivatedEIP(4844)) return;
  if (excess < 0n || excess > MAX_BLOB_PRICE_EXPONENT * common.getBlobGasSchedule().blobGasPriceUpdateFraction) {
    throw new InvalidBlockError(environment.number, `excessBlobGas ${excess} is out of range`);
  }
}
