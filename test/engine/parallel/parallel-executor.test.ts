import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { deployPrograms, programBlock, programChain } from "../../helpers/bytecode-programs.ts";
import { AgreeingEngines, blockPlan, comparable, engineOptions } from "../../helpers/random-blocks.ts";

describe("Blocks on worker threads", () => {
  let chain: AgreeingEngines;

  before(async () => {
    const engines = await Promise.all(
      [1, 2, 4].map((workers) => Engine.create(engineOptions({ workers, verify: workers === 1 }))),
    );
    chain = await AgreeingEngines.create(engines);
  });

  after(() => chain.close());

  it("have the results and access records of one by one, on any number of threads", async () => {
    let parallel = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(blockPlan, { minLength: 1, maxLength: 3 }), async (plans) => {
        chain.reset();
        for (const plan of plans) {
          const [expected, ...others] = await chain.executePlan(plan);
          assert.ok(expected !== undefined);
          for (const other of others) {
            assert.deepEqual(comparable(other), comparable(expected));
            if (other.record.execution.mode === "parallel") parallel += 1;
          }
        }
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 120) },
    );
    assert.ok(parallel > 0, `${parallel} blocks were executed in parallel`);
  });

  it("have the results and access records of one by one, for random programs in every hardfork", async () => {
    const modes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(programChain, async ({ hardfork, contracts, blocks }) => {
        const engines = await Promise.all([1, 3].map((workers) => Engine.create(engineOptions({ hardfork, workers }))));
        const [sequential, parallel] = engines as [Engine, Engine];
        await parallel.ready();
        for (const engine of engines) deployPrograms(engine, contracts);
        for (const [index, block] of blocks.entries()) {
          const input = programBlock(sequential, block, BigInt(index + 1));
          const result = await parallel.executeBlock(input);
          assert.deepEqual(comparable(result), comparable(await sequential.executeBlock(input)));
          const { mode, reason = "" } = result.record.execution;
          modes.set(`${mode} ${reason}`, (modes.get(`${mode} ${reason}`) ?? 0) + 1);
        }
        await Promise.all(engines.map((engine) => engine.close()));
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
    );
    assert.deepEqual([...modes.keys()].sort(), ["parallel ", "sequential hardfork", "sequential small"]);
  });
});
