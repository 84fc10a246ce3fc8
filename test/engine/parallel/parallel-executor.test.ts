import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { ParallelExecutor } from "../../../plugin/engine/parallel/parallel-executor.ts";
import { deployPrograms, programBlock, programChain } from "../../helpers/bytecode-programs.ts";
import {
  AgreeingEngines,
  blockPlan,
  calmPlan,
  comparable,
  eagerEngine,
  engineOptions,
} from "../../helpers/random-blocks.ts";

describe("Blocks on worker threads", () => {
  let chain: AgreeingEngines;

  before(async () => {
    const engines = await Promise.all([
      Engine.create(engineOptions({ verify: true })),
      ...[2, 4].map((workers) => eagerEngine({ workers })),
    ]);
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
        const engines = await Promise.all([1, 3].map((workers) => eagerEngine({ hardfork, workers })));
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
    for (const mode of ["parallel ", "sequential hardfork", "sequential small"]) assert.ok(modes.has(mode), mode);
  });

  it("are executed on the main thread where parallel execution is not worth it, with the reason", async () => {
    const options = engineOptions({ workers: 2, minParallelTransactions: 3 });
    const neverLongEnough = { ...options, minTransactionMicroseconds: Number.POSITIVE_INFINITY };
    const engine = await Engine.create(options, (executor) => new ParallelExecutor(neverLongEnough, executor));
    const small = await AgreeingEngines.create([engine]);
    const execute = async (actions: typeof calmPlan.actions) => {
      await engine.ready();
      const [result] = await small.executePlan({ ...calmPlan, actions });
      const { mode, reason } = result?.record.execution ?? {};
      return [mode, reason];
    };
    const mints = calmPlan.actions.slice(0, 2).map((action) => ({ ...action, kind: 0 }));
    assert.deepEqual(await execute(mints), ["sequential", "small"]);
    assert.deepEqual(await execute(calmPlan.actions), ["parallel", undefined], "nothing is known of them yet");
    assert.deepEqual(await execute(calmPlan.actions), ["sequential", "unprofitable"]);
    await small.close();
  });

  it("say which thread executed what and when, and why an execution was for nothing", async () => {
    chain.reset();
    const swaps = { ...calmPlan, actions: calmPlan.actions.map((action) => ({ ...action, kind: 5 })) };
    for (let repeat = 0; repeat < 5; repeat++) {
      const [, ...others] = await chain.executePlan(swaps);
      for (const { record, outcomes } of others) {
        const { timeline, threads } = record.execution;
        const committed = timeline.filter(({ abort }) => abort === undefined);
        assert.deepEqual(
          committed.map(({ transaction }) => transaction),
          outcomes.map((_, index) => index),
        );
        for (const { worker, start, end, abort } of timeline) {
          assert.ok(worker >= 0 && worker < threads && start >= 0 && end >= start);
          if (abort !== undefined) assert.match(abort.key ?? "", /^slot:0x[0-9a-f]{40}:0x[0-9a-f]{64}$/);
        }
      }
    }
  });
});
