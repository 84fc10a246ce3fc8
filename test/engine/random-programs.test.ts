import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../plugin/engine/engine.ts";
import { deployPrograms, programBlock, programChain } from "../helpers/bytecode-programs.ts";
import { AgreeingEngines, blockPlan, engineOptions } from "../helpers/random-blocks.ts";

describe("Blocks of random programs", function () {
  this.timeout(300_000);

  it("have the roots, receipts and state of plain runBlock, in every hardfork", async () => {
    let failed = 0;
    let succeeded = 0;
    await fc.assert(
      fc.asyncProperty(programChain, async ({ hardfork, contracts, blocks }) => {
        const engine = await Engine.create(engineOptions({ hardfork, verify: true }));
        deployPrograms(engine, contracts);
        for (const [index, block] of blocks.entries()) {
          const { outcomes } = await engine.executeBlock(programBlock(engine, block, BigInt(index + 1)));
          for (const outcome of outcomes) outcome.succeeded ? succeeded++ : failed++;
        }
        await engine.close();
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 300) },
    );
    assert.ok(succeeded > 0 && failed > 0, `${succeeded} succeeded, ${failed} failed`);
  });

  it("agree with plain runBlock where Solidity compiled them, with typed transactions and impersonated senders", async () => {
    const verifying = await Engine.create(engineOptions({ verify: true }));
    const chain = await AgreeingEngines.create([verifying]);
    await fc.assert(
      fc.asyncProperty(fc.array(blockPlan, { minLength: 1, maxLength: 2 }), async (plans) => {
        chain.reset();
        for (const plan of plans) await chain.executePlan(plan);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
    );
    await chain.close();
  });
});
