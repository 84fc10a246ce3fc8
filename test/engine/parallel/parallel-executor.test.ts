import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
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
      { numRuns: 120 },
    );
    assert.ok(parallel > 120, `${parallel} blocks were executed in parallel`);
  });
});
