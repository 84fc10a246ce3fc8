import { type BlockHeader, createBlockHeader } from "@ethereumjs/block";
import type { Common } from "@ethereumjs/common";
import type { BlockEnvironment } from "../../engine/types.ts";

/** What messages that are executed on top of a block see of it. */
export function environmentOf(header: BlockHeader): BlockEnvironment {
  return {
    number: header.number,
    parentHash: header.parentHash,
    timestamp: header.timestamp,
    gasLimit: header.gasLimit,
    coinbase: header.coinbase,
    baseFeePerGas: header.baseFeePerGas,
    difficulty: header.difficulty,
    mixHash: header.mixHash,
    nonce: header.nonce,
    extraData: header.extraData,
    excessBlobGas: header.excessBlobGas,
    parentBeaconBlockRoot: header.parentBeaconBlockRoot,
  };
}

/** Difficulty by the rules of proof of work (Yellow Paper, 4.3.4, with the bomb delays of the fork). */
export function nextDifficulty(parent: BlockHeader, timestamp: bigint, common: Common): bigint {
  const child = createBlockHeader(
    { number: parent.number + 1n, timestamp, gasLimit: parent.gasLimit },
    { common, skipConsensusFormatValidation: true },
  );
  return child.ethashCanonicalDifficulty(parent);
}
