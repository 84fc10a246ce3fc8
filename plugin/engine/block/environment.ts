import { type BlockHeader, createBlockHeader, type HeaderData } from "@ethereumjs/block";
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
  return buildHeader(environment, {}, common);
}

/**
 * The complete header of an executed block.
 *
 * @param results the fields that execution determined.
 * @throws InvalidBlockError
 */
export function buildHeader(environment: BlockEnvironment, results: HeaderData, common: Common): BlockHeader {
  try {
    return createBlockHeader({ ...environment, ...results }, { common, skipConsensusFormatValidation: true });
  } catch (error) {
    if (!(error instanceof EthereumJSError)) throw error;
    throw new InvalidBlockError(environment.number, error.message);
  }
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
