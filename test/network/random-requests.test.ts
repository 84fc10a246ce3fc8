import fc from "fast-check";
import { BothNetworks, type Settings } from "./helpers/both.ts";
import { RandomSession, randomRequest } from "./helpers/random-requests.ts";

/** A longer search: `FUZZ_RUNS=500 RANDOM_SEED=7`. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 12);

const settings = fc.constantFrom<Settings>(
  {},
  {},
  { mining: { auto: false, mempool: { order: "fifo" } } },
  { blockGasLimit: 100_000n },
  { hardfork: "berlin" },
  { hardfork: "london" },
);

describe("random sequences of requests", () => {
  it("are answered as on Hardhat's network, whatever came before", async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.array(randomRequest, { maxLength: 60, size: "max" }), async (chosen, requests) => {
        const networks = await BothNetworks.traced(chosen);
        try {
          const session = new RandomSession(networks);
          await session.begin();
          for (const request of requests) {
            await session.make(request);
            await networks.result("eth_getBlockByNumber", "latest", true);
          }
        } finally {
          await networks.close();
        }
      }),
      { numRuns },
    );
  });
});
