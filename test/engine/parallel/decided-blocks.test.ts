import assert from "node:assert/strict";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { ParallelExecutor } from "../../../plugin/engine/parallel/parallel-executor.ts";
import { WorkerPool } from "../../../plugin/engine/parallel/worker-pool.ts";
import type { BlockResult } from "../../../plugin/engine/types.ts";
import { AgreeingEngines, blockPlan, comparable, engineOptions } from "../../helpers/random-blocks.ts";

const THREADS = 3;

/**
 * Threads of which it is known, or not, how fast they are, and that cost nothing. What is measured later changes nothing of
 * that: it depends on what else the machine does.
 */
async function poolOf(slowness: number | undefined): Promise<WorkerPool> {
  const pool = new WorkerPool();
  pool.grow(THREADS - 1);
  await pool.settled();
  if (slowness !== undefined) {
    for (const { pace } of pool.free(THREADS - 1)) {
      pace.learn(slowness, 1);
      pace.learn = () => {};
    }
  }
  for (let repeat = 0; repeat < 60; repeat++) {
    pool.costs.learnGuesses({ guesses: 0, guessCount: 1, commits: 0 });
    pool.costs.learnCall(0, 0);
    pool.costs.learnCall(0, 1_000_000);
  }
  Object.assign(pool.costs, { learnGuesses: () => {}, learnCall: () => {} });
  // Whether the main thread of these tests still gets faster is chance.
  const entry = { worker: 0, transaction: 0, incarnation: 0, start: 0, end: 1 };
  while (!pool.mainPace.isSteady) pool.mainPace.learn(["any"], [entry]);
  return pool;
}

/** An engine that knows nothing yet, and decides by what it measures. */
function freshEngine(pool: WorkerPool, verify = false): Promise<Engine> {
  const options = engineOptions({ workers: THREADS, verify });
  return Engine.create(options, (executor) => new ParallelExecutor({ ...options, pool }, executor));
}

/** Executes random blocks by fresh engines, each like one thread, and tells how. */
async function executionsOf(pool: WorkerPool, runs: number): Promise<BlockResult["record"]["execution"][]> {
  const executions: BlockResult["record"]["execution"][] = [];
  const plans = fc.array(blockPlan, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(plans, async (blocks) => {
      const chain = await AgreeingEngines.create([await Engine.create(engineOptions({})), await freshEngine(pool)]);
      for (const block of blocks) {
        await pool.settled();
        const [expected, fresh] = (await chain.executePlan(block)) as [BlockResult, BlockResult];
        assert.deepEqual(comparable(fresh), comparable(expected));
        executions.push(fresh.record.execution);
      }
      await chain.close();
    }),
    { numRuns: runs },
  );
  return executions;
}

describe("Blocks of which an engine knows nothing yet", () => {
  it("begin in order, go on with other threads, and have the results of one by one", async () => {
    const pool = await poolOf(1);
    const executions = await executionsOf(pool, 60);
    const parallel = executions.filter(({ mode }) => mode === "parallel");
    assert.ok(parallel.length > 0);
    for (const { timeline } of parallel) {
      assert.ok(timeline.some(({ worker }) => worker === 0));
      // Each transaction has one execution that counts, the last one.
      const last = new Map(timeline.map((entry) => [entry.transaction, entry]));
      assert.ok([...last.values()].every(({ abort }) => abort === undefined || abort.reason === "invalid"));
    }
    await pool.close();
  });

  it("have other threads practise on them of which is not known how fast they are", async () => {
    const pool = await poolOf(undefined);
    const threads = pool.free(THREADS - 1);
    await executionsOf(pool, 40);
    assert.ok(threads.some(({ pace }) => pace.slowness !== undefined));
    await pool.close();
  });

  it("are left to the main thread while all other threads are slow", async () => {
    const pool = await poolOf(1e9);
    const executions = await executionsOf(pool, 5);
    assert.equal(executions[0]?.mode, "sequential");
    await pool.close();
  });
});
