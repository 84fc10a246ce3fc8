import type { BenchRow, Suite } from "../rows.ts";
import { coldBlocks } from "./cold-blocks/cold-blocks.ts";
import { coldStart } from "./cold-start/cold-start.ts";
import { fresh } from "./fresh.ts";
import { mainnet } from "./mainnet.ts";
import { THREADS } from "./pairs.ts";
import { traffic } from "./traffic.ts";
import { withThreads } from "./warm-threads.ts";

/** Our engine against plain `@ethereumjs/vm`, our network against Hardhat's, several threads against one. */
export const engineSuite: Suite = {
  description: "blocks from serialised transactions to sealed, medians of interleaved rounds",
  async *run(options): AsyncGenerator<BenchRow> {
    yield* coldStart(options);
    yield* coldBlocks(options);
    yield* withThreads(Math.max(...THREADS), async function* () {
      yield* traffic(options);
      yield* mainnet(options);
      yield* fresh(options);
    });
  },
};
