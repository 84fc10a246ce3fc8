import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { WorkerPool } from "../../../plugin/engine/parallel/worker-pool.ts";
import {
  AgreeingEngines,
  action,
  type BlockPlan,
  comparable,
  eagerEngine,
  engineOptions,
} from "../../helpers/random-blocks.ts";

const ENGINES = 3;

const plan: fc.Arbitrary<BlockPlan> = fc.record({
  actions: fc.array(action, { minLength: 12, maxLength: 24 }),
  coinbase: fc.nat(2),
  gasLimit: fc.constant(100_000_000n),
});

describe("Engines that execute blocks at the same time", () => {
  let pool: WorkerPool;
  let chains: AgreeingEngines[];

  before(async () => {
    pool = new WorkerPool();
    chains = await Promise.all(
      Array.from({ length: ENGINES }, async () =>
        AgreeingEngines.create([await Engine.create(engineOptions({})), await eagerEngine({ workers: 3 }, pool)]),
      ),
    );
    await pool.settled();
  });

  after(async () => {
    for (const chain of chains) await chain.close();
    await pool.close();
  });

  it("share threads, but no results", async () => {
    let parallel = 0;
    const plans = fc.array(plan, { minLength: ENGINES, maxLength: ENGINES });
    await fc.assert(
      fc.asyncProperty(plans, async (plans) => {
        const compareAll = async (chain: AgreeingEngines, first: number): Promise<void> => {
          for (let i = 0; i < ENGINES; i++) {
            const [expected, other] = await chain.executePlan(plans[(first + i) % ENGINES] as BlockPlan);
            assert.ok(expected !== undefined && other !== undefined);
            assert.deepEqual(comparable(other), comparable(expected));
            if (other.record.execution.mode === "parallel") parallel += 1;
          }
        };
        await Promise.all(chains.map(compareAll));
      }),
      { numRuns: 8, endOnFailure: true },
    );
    assert.ok(parallel > 0);
  });
});
