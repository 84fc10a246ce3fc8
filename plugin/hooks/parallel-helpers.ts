import { setImmediate as nextTurn } from "node:timers/promises";
import { HardhatPluginError } from "hardhat/plugins";
import type { BlockReport } from "../assertions/block-report.ts";
import type { BlockOptions, ParallelHelpers } from "../assertions/parallel-helpers.ts";
import { OpenBlockError } from "../network/open-block-error.ts";
import type { ParallelConnection } from "./parallel-connection.ts";
import { runnerPosition } from "./running-test.ts";

/** `parallel` of a connection that is not on the engine: says how it gets there. */
export function helpersWithoutEngine(networkName: string, type: string): ParallelHelpers {
  const mend =
    type === "edr-simulated"
      ? `Set \`parallel: true\` on network "${networkName}" in the Hardhat config, or run the tests with --parallel-stats.`
      : `Network "${networkName}" is of type "${type}"; connect to one of type "edr-simulated" that has \`parallel: true\` in the Hardhat config.`;
  const refuse = async (name: string): Promise<never> => {
    throw new HardhatPluginError(
      "hardhat-parallel",
      `parallel.${name} needs the parallel engine, and this connection does not run on it. ${mend}`,
    );
  };
  return { block: () => refuse("block"), group: () => refuse("group") };
}

/** `parallel` of a connection on the engine. */
export function helpersOf(connection: ParallelConnection): ParallelHelpers {
  return {
    block: (callback, options) => withPluginError(() => block(connection, callback, options)),
    group: (callback, name) => withPluginError(() => group(connection, callback, name)),
  };
}

async function block(
  connection: ParallelConnection,
  callback: () => unknown,
  { name, mayFail = !connection.throwsOnFailures }: BlockOptions = {},
): Promise<BlockReport> {
  const collection = await connection.openBlock();
  try {
    await settled(connection, callback);
    const { watch, result: closed } = await connection.watching(() => collection.mine());
    if (closed === undefined) throw new OpenBlockError(nothingSent("block"));
    if (closed.failure !== undefined && !mayFail) throw await closed.failure();
    return await connection.report(watch, closed.transactions, name ?? `block ${closed.number}`);
  } finally {
    await connection.closeBlock();
  }
}

async function group(connection: ParallelConnection, callback: () => unknown, name = "group"): Promise<BlockReport> {
  const { inBody } = runnerPosition();
  const { watch, sent } = await connection.watching(() => settled(connection, callback));
  const { pending } = await connection.whereabouts(sent);
  if (pending.length > 0) {
    throw new OpenBlockError(
      `${pending.length} of the transactions that parallel.group watched ${pending.length === 1 ? "is" : "are"} not mined yet. Mine inside its callback (evm_mine), or use parallel.block.`,
    );
  }
  // In the body of a test, those of a fixture that it loaded; in a hook, all are the fixture's.
  const wanted = [...watch.contexts]
    .filter(([, context]) => !inBody || context?.phase === "body")
    .map(([hash]) => hash);
  const { mined } = await connection.whereabouts(wanted);
  if (mined.length === 0) throw new OpenBlockError(nothingSent("group"));
  return await connection.report(watch, mined, name);
}

function nothingSent(name: string): string {
  return `parallel.${name} got no transaction: nothing was sent while its callback ran. Await every send in it, or return the promises: parallel.${name}(() => [send(), send()]).`;
}

/** Runs the callback to the end of all that it began: no request of it may come later, also when it throws. */
async function settled(connection: ParallelConnection, callback: () => unknown): Promise<void> {
  try {
    const returned = await callback();
    const results = await Promise.allSettled(Array.isArray(returned) ? returned : []);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  } finally {
    do await nextTurn();
    while (connection.isBusy);
  }
}

async function withPluginError<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OpenBlockError) throw new HardhatPluginError("hardhat-parallel", error.message, error);
    throw error;
  }
}
