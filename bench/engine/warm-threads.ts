import { Engine } from "../../plugin/engine/engine.ts";

/**
 * Has all engines of some work use the same threads. Threads end with the last engine that uses them: one engine stays until
 * the work is done, so that they are as warm as in a long suite.
 *
 * @param workers threads of the engine that has the most
 */
export async function* withThreads<Result>(workers: number, work: () => AsyncIterable<Result>): AsyncGenerator<Result> {
  const keeper = await Engine.create({
    chainId: 1n,
    hardfork: "osaka",
    workers,
    verify: false,
    allowUnlimitedContractSize: false,
    minParallelTransactions: 2,
  });
  try {
    yield* work();
  } finally {
    await keeper.close();
  }
}
