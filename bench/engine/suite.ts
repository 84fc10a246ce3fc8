import { Engine } from "../../plugin/engine/engine.ts";
import type { BenchRow, Suite } from "../rows.ts";
import { coldBlocks } from "./cold-blocks/cold-blocks.ts";
import { coldStart } from "./cold-start/cold-start.ts";
import { fresh } from "./fresh.ts";
import { mainnet } from "./mainnet.ts";
import { THREADS, traffic } from "./traffic.ts";

/** Our engine against plain `@ethereumjs/vm`, our network against Hardhat's, several threads against one. */
export const engineSuite: Suite = {
  description: "blocks from serialised transactions to sealed, medians of interleaved rounds",
  async *run(options): AsyncGenerator<BenchRow> {
    yield* coldStart(options);
    yield* coldBlocks(options);
    // Threads end with the last engine that uses them. One engine stays, so that they are as warm as in a long suite.
    const keeper = await Engine.create({
      chainId: 1n,
      hardfork: "osaka",
      workers: Math.max(...THREADS),
      verify: false,
      allowUnlimitedContractSize: false,
      minParallelTransactions: 2,
    });
    try {
      yield* traffic(options);
      yield* mainnet(options);
      yield* fresh(options);
    } finally {
      await keeper.close();
    }
  },
};
