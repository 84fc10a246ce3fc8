import { HardhatPluginError } from "hardhat/plugins";
import type { Hex } from "../engine/access/types.ts";
import type { OpenBlock } from "../network/open-block.ts";

const MINES =
  "would mine the transactions of the block before all of them are sent. Leave it out: parallel.block mines";
const MODE = "would change how transactions are mined while they are collected. Call it before or after parallel.block";
const STATE =
  "would take back or keep transactions that are not mined yet. Load fixtures and take snapshots before parallel.block";

/** Requests that make no sense while transactions are collected for a block. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["evm_mine", MINES],
  ["hardhat_mine", MINES],
  ["evm_setAutomine", MODE],
  ["evm_setIntervalMining", MODE],
  ["evm_snapshot", STATE],
  ["evm_revert", STATE],
]);

/**
 * Refuses what would break the block that is being collected, and what would wait for ever: the receipt of a
 * transaction that is only mined when the callback is over.
 *
 * @throws HardhatPluginError
 */
export function checkWhileOpen(open: OpenBlock, method: string, [first]: readonly unknown[]): void {
  const reason = REFUSED.get(method);
  if (reason !== undefined) {
    throw new HardhatPluginError("hardhat-parallel", `${method} inside the callback of parallel.block ${reason}.`);
  }
  if (method === "eth_getTransactionReceipt" && typeof first === "string" && open.holds(first.toLowerCase() as Hex)) {
    throw new HardhatPluginError(
      "hardhat-parallel",
      `The callback of parallel.block waits for the receipt of transaction ${first}, which is mined only when the callback is over: both would wait for ever. Leave out tx.wait() (or waitForTransactionReceipt, waitForDeployment) in it, and look at receipts after parallel.block.`,
    );
  }
}
