import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import fc from "fast-check";
import { Engine } from "../../../plugin/engine/engine.ts";
import { acquireSharedPool, releaseSharedPool } from "../../../plugin/engine/parallel/shared-pool.ts";
import { WorkerPool, type WorkerPoolOptions } from "../../../plugin/engine/parallel/worker-pool.ts";
import { Arming, FAULT_KINDS, FAULT_STEPS, type FaultKind } from "../../helpers/fault-step.ts";
import {
  AgreeingEngines,
  action,
  type BlockPlan,
  calmPlan,
  comparable,
  eagerEngine,
  engineOptions,
} from "../../helpers/random-blocks.ts";

const helper = (name: string): string => new URL(`../../helpers/${name}`, import.meta.url).href;

const WORKERS = 3;
const STALL_MILLISECONDS = 500;

const plan: fc.Arbitrary<BlockPlan> = fc.record({
  actions: fc.array(action, { minLength: 6, maxLength: 12 }),
  coinbase: fc.nat(2),
  gasLimit: fc.constant(100_000_000n),
});

interface Setup {
  readonly chain: AgreeingEngines;
  readonly pool: WorkerPool;
  readonly warnings: string[];
  close(): Promise<void>;
}

async function setUp(options: WorkerPoolOptions): Promise<Setup> {
  const warnings: string[] = [];
  const pool = new WorkerPool({ warn: (message) => warnings.push(message), ...options });
  const chain = await AgreeingEngines.create([
    await Engine.create(engineOptions({})),
    await eagerEngine({ workers: WORKERS }, pool),
  ]);
  const close = async (): Promise<void> => {
    await chain.close();
    await pool.close();
  };
  return { chain, pool, warnings, close };
}

async function executeAndCompare({ chain }: Setup, plan: BlockPlan) {
  const [expected, other] = await chain.executePlan(plan);
  assert.ok(expected !== undefined && other !== undefined);
  assert.deepEqual(comparable(other), comparable(expected));
  return other.record.execution;
}

describe("A worker thread that fails", () => {
  const arming = new Int32Array(new SharedArrayBuffer(Arming.words * 4));
  let setup: Setup;

  before(async () => {
    setup = await setUp({
      maxReplacements: 10_000,
      stallMilliseconds: STALL_MILLISECONDS,
      stepModule: { url: helper("fault-step.ts"), data: arming.buffer },
      resourceLimits: { maxOldGenerationSizeMb: 96 },
    });
  });

  after(() => setup.close());

  function arm(kind: FaultKind, step: number, after: number): void {
    Atomics.store(arming, Arming.kind, FAULT_KINDS.indexOf(kind));
    Atomics.store(arming, Arming.step, step);
    Atomics.store(arming, Arming.after, after);
    Atomics.store(arming, Arming.armed, 1);
  }

  for (const kind of FAULT_KINDS) {
    it(`changes nothing about the block, whatever step it is at, and is replaced (${kind})`, async () => {
      const { chain, pool, warnings } = setup;
      const fault = fc.record({ step: fc.nat(FAULT_STEPS.length - 1), after: fc.nat(4) });
      let struck = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 2 }), fault, async (plans, { step, after }) => {
          chain.reset();
          await pool.settled();
          warnings.length = 0;
          arm(kind, step, after);
          for (const plan of plans) await executeAndCompare(setup, plan);
          const fired = Atomics.exchange(arming, Arming.armed, 0) === 0;
          if (fired) struck += 1;
          assert.equal(pool.hasGivenUp, false);
        }),
        { numRuns: 10 },
      );
      assert.ok(struck > 0, "the fault struck at least once");
    });
  }

  it("is replaced by one that takes part in the next blocks, and one warning says why", async () => {
    const { chain, pool, warnings } = setup;
    chain.reset();
    await pool.settled();
    warnings.length = 0;
    // Until a worker, not the main thread, comes to claim.
    for (let attempt = 0; attempt < 50 && warnings.length === 0; attempt++) {
      arm("throw", FAULT_STEPS.indexOf("claim"), 0);
      await executeAndCompare(setup, calmPlan);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    Atomics.store(arming, Arming.armed, 0);
    assert.deepEqual(warnings, [
      "A worker thread threw Error: a fault for the test. No block is affected: the main thread does its work, another one is started.",
    ]);
    await pool.settled();
    assert.equal((await executeAndCompare(setup, calmPlan)).threads, WORKERS);
  });
});

describe("Worker threads that cannot be had", () => {
  it("are given up after some attempts with one warning, and blocks are executed one by one", async () => {
    const setup = await setUp({ stepModule: { url: helper("fails-to-load.ts") } });
    const { chain, pool, warnings } = setup;
    pool.grow(WORKERS - 1);
    while (!pool.hasGivenUp) await new Promise((resolve) => setTimeout(resolve, 5));
    const execution = await executeAndCompare(setup, calmPlan);
    assert.deepEqual([execution.mode, execution.reason, execution.threads], ["sequential", "unavailable", 1]);
    assert.deepEqual(warnings, [
      "Worker threads cannot be started (the last one threw Error: this module cannot be loaded): blocks are executed on the main thread.",
    ]);
    await chain.close();
    await setup.close();
  });

  it("are done without where the platform has no shared memory", async () => {
    const original = globalThis.SharedArrayBuffer;
    Object.assign(globalThis, { SharedArrayBuffer: undefined });
    let engine: Engine;
    try {
      engine = await Engine.create(engineOptions({ workers: 2 }));
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: original });
    }
    const chain = await AgreeingEngines.create([engine]);
    const [result] = await chain.executePlan(calmPlan);
    assert.equal(result?.record.execution.reason, "unavailable");
    await chain.close();
  });

  it("are not waited for while they start", async () => {
    const pool = new WorkerPool();
    const engines = [await Engine.create(engineOptions({})), await eagerEngine({ workers: 2 }, pool)];
    const [expected, other] = engines as [Engine, Engine];
    pool.grow(1);
    const input = {
      environment: {
        number: 1n,
        parentHash: new Uint8Array(32),
        timestamp: 1n,
        gasLimit: 30_000_000n,
        coinbase: (await import("@ethereumjs/util")).createZeroAddress(),
        baseFeePerGas: 0n,
        mixHash: new Uint8Array(32),
        excessBlobGas: 0n,
        parentBeaconBlockRoot: new Uint8Array(32),
      },
      transactions: [],
      blockHash: () => undefined,
      onInvalid: "throw" as const,
      reward: false,
    };
    assert.deepEqual(comparable(await other.executeBlock(input)), comparable(await expected.executeBlock(input)));
    await other.close();
    await pool.close();
  });
});

describe("The worker threads of a process", () => {
  it("are shared by its engines and stopped when the last one is closed", async () => {
    const pool = acquireSharedPool() as WorkerPool;
    assert.equal(acquireSharedPool(), pool);
    pool.grow(1);
    await pool.settled();
    await releaseSharedPool();
    const [thread] = pool.free(1);
    assert.ok(thread?.isReady);
    await releaseSharedPool();
    // Nobody waits for a thread to end; it has nothing left to do.
    while (!thread.isLost) await sleep(1);
    assert.deepEqual(pool.free(1), []);
    const next = acquireSharedPool();
    assert.notEqual(next, pool);
    await releaseSharedPool();
  });
});

/** The worker threads that are started while a test runs. */
function startedWorkers(): Worker[] {
  const workers: Worker[] = [];
  const note = (worker: Worker) => workers.push(worker);
  beforeEach(() => {
    workers.length = 0;
    process.on("worker", note);
  });
  afterEach(() => process.off("worker", note));
  return workers;
}

describe("Worker threads that no block has wanted yet", () => {
  const workers = startedWorkers();

  it("are not started, with whatever number of engines", async () => {
    const pool = new WorkerPool();
    const engines = await Promise.all([2, 4].map((count) => eagerEngine({ workers: count }, pool)));
    await pool.settled();
    assert.equal(workers.length, 0);
    await Promise.all(engines.map((engine) => engine.close()));
    await pool.close();
  });

  it("are started when blocks without them have missed enough", async () => {
    const pool = new WorkerPool();
    const startedAfter = async (count: number, microseconds: number) => {
      pool.miss(count, microseconds);
      await sleep(1);
      return workers.length;
    };
    assert.equal(await startedAfter(2, 30_000), 0);
    assert.equal(await startedAfter(2, 30_000), 2);
    assert.equal(await startedAfter(3, 1), 3);
    await pool.close();
  });

  it("are started while blocks are executed on the main thread, and then take part", async () => {
    const pool = new WorkerPool();
    const engines = [await Engine.create(engineOptions({})), await unreadyEngine(pool)];
    const chain = await AgreeingEngines.create(engines);
    const modes: string[] = [];
    while (modes.at(-1) !== "parallel ") {
      chain.reset();
      const [expected, other] = await chain.executePlan(calmPlan);
      assert.ok(expected !== undefined && other !== undefined);
      assert.deepEqual(comparable(other), comparable(expected));
      const { mode, reason = "" } = other.record.execution;
      modes.push(`${mode} ${reason}`);
      await sleep(1);
    }
    assert.deepEqual(new Set(modes), new Set(["sequential unavailable", "parallel "]));
    assert.equal(workers.length, 1);
    await chain.close();
    await pool.close();
  });

  /** An engine that does not start its threads when it is waited for. */
  async function unreadyEngine(pool: WorkerPool): Promise<Engine> {
    const engine = await eagerEngine({ workers: 2 }, pool);
    engine.ready = async () => {};
    return engine;
  }
});

describe("Worker threads that nobody needs any more", () => {
  const workers = startedWorkers();

  it("end although they had not loaded their modules, and nobody waits for that", async () => {
    const pool = new WorkerPool();
    pool.grow(2);
    const settled = pool.settled();
    await pool.close();
    await settled;
    assert.equal(workers.length, 2);
    assert.deepEqual(pool.free(2), []);
    // Ends when both have gone, which the test's time limit bounds.
    for (const worker of workers) if (worker.threadId !== -1) await once(worker, "exit");
  });
});

describe("Idle worker threads", () => {
  it("do not keep the process alive", async () => {
    const child = spawn(process.execPath, [fileURLToPath(helper("idle-engine.ts"))], { stdio: "pipe" });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    const [code] = await once(child, "exit");
    assert.equal(code, 0, output);
    assert.equal(output.trim(), "parallel");
  });
});
