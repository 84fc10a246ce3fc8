import type { CallResult } from "../../engine/types.ts";
import type { LocalNode } from "../local-node.ts";
import type { BlockState } from "./blocks.ts";
import type { RpcContext } from "./context.ts";
import { executionError, internalOutOfGas } from "./execution-error.ts";
import { executedMessage, failureOf, type Message, measureMessage, runMessage } from "./messages.ts";

const MAX_STEPS = 20;

/**
 * The least gas limit, within a tolerance, with which the message succeeds: what it used with all the gas it may have
 * if that suffices, else found by bisection. Steps and tolerances are those of Hardhat's network, so that the numbers
 * are equal; whether a limit suffices is known from the first execution for most messages, without another.
 *
 * @throws the error of the execution when it fails with all the gas it may have
 */
export async function estimateGas(context: RpcContext, message: Message, state: BlockState): Promise<bigint> {
  const { node } = context;
  const result = await measureMessage(node, message, state);
  // What a contract logs while an estimation succeeds is printed by nobody: the transaction will log it again.
  context.observe(result.succeeded ? { ...result, consoleInputs: [] } : result);
  if (!result.succeeded) {
    const failure = failureOf(message, state, result);
    await context.log.executed(failure, result, "estimation");
    throw await executionError(failure, context.explainFailure);
  }
  await context.log.estimated(() => executedMessage(message, state, result));
  if (!isAccepted(node, result)) throw internalOutOfGas();
  const lowest = result.gasUsed > message.intrinsicGas ? result.gasUsed : message.intrinsicGas + 1n;
  const { leastGas } = result;
  // Where less gas makes the message, or one below it, run out of it, no limit below is accepted.
  const isKnown = leastGas !== undefined && node.config.gasEstimationMode !== "topLevelSuccess";
  const suffices = async (gasLimit: bigint): Promise<boolean> =>
    isKnown ? gasLimit >= leastGas : isAccepted(node, await runMessage(node, message, state, { gasLimit }));
  return (await suffices(lowest)) ? lowest : await bisect(lowest, message.gasLimit, suffices);
}

async function bisect(
  lowest: bigint,
  highest: bigint,
  suffices: (gasLimit: bigint) => Promise<boolean>,
): Promise<bigint> {
  let lower = lowest;
  let upper = highest;
  for (let step = 0; upper - lower > tolerance(lower) && step < MAX_STEPS; step++) {
    let middle = lower + (upper - lower) / 2n;
    // The lower bound comes from the gas that was used: the answer is rarely far above.
    if (step === 0 && middle > 3n * lower) middle = 3n * lower;
    if (await suffices(middle)) upper = middle;
    else lower = middle + 1n;
  }
  return upper;
}

function isAccepted(node: LocalNode, { succeeded, internalOutOfGas: starved }: CallResult): boolean {
  return succeeded && (node.config.gasEstimationMode === "topLevelSuccess" || starved !== true);
}

function tolerance(gas: bigint): bigint {
  if (gas >= 4_000_000n) return 50_000n;
  if (gas >= 1_000_000n) return 10_000n;
  if (gas >= 100_000n) return 1_000n;
  if (gas >= 50_000n) return 500n;
  return gas >= 30_000n ? 300n : 200n;
}
