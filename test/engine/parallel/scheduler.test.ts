import assert from "node:assert/strict";
import fc from "fast-check";
import type { Abort } from "../../../plugin/engine/access/types.ts";
import type { Execution } from "../../../plugin/engine/execution.ts";
import { Coordinator, type Crew, type SpeculationBudget } from "../../../plugin/engine/parallel/coordinator.ts";
import { type ExecuteTransaction, Peer, type StepHook } from "../../../plugin/engine/parallel/peer.ts";
import { Replica } from "../../../plugin/engine/parallel/replica.ts";
import { ResultLog } from "../../../plugin/engine/parallel/result-log.ts";
import { SharedBlock } from "../../../plugin/engine/parallel/shared-block.ts";
import { Timeline } from "../../../plugin/engine/parallel/timeline.ts";
import type { StateView } from "../../../plugin/engine/state/types.ts";
import { findStaleRead } from "../../../plugin/engine/state/validate.ts";
import { WorldState } from "../../../plugin/engine/state/world-state.ts";
import { describeNaive, NaiveState, runNaively } from "../../helpers/naive-programs.ts";
import { runTracked } from "../../helpers/tracked-programs.ts";
import { addressOf, type Program, program } from "../../helpers/transaction-programs.ts";

const KIB = 1024;

/** How one peer misbehaves: it stops for ever at its nth step, or is given up there although it goes on. */
interface Fault {
  readonly peer: number;
  readonly step: number;
  readonly kind: "dies" | "is given up";
}

interface Scenario {
  readonly genesis: readonly Program[];
  readonly programs: readonly Program[];
  readonly peers: number;
  readonly faults: readonly Fault[];
  readonly leftToMain: readonly number[];
  /** Each transaction has to be prepared before it is executed, by whoever claims that. */
  readonly prepares: boolean;
  /** Other threads may cost so much before the main thread goes on alone; undefined: whatever they do. */
  readonly allowance: number | undefined;
  /** So many of the lowest transactions are executed before the other threads are called. */
  readonly first: number;
  /** Transactions that cannot be executed ahead of their turn: the executor fails, or says so. */
  readonly fragile: readonly { readonly transaction: number; readonly throws: boolean }[];
  /** Small arenas overflow. */
  readonly arenaBytes: number;
  readonly gasLimit: number;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  genesis: fc.array(program, { maxLength: 4 }),
  programs: fc.array(program, { minLength: 1, maxLength: 10 }),
  peers: fc.integer({ min: 0, max: 4 }),
  faults: fc.array(
    fc.record({
      peer: fc.integer({ min: 1, max: 4 }),
      step: fc.nat(12),
      kind: fc.constantFrom("dies" as const, "is given up" as const),
    }),
    { maxLength: 2 },
  ),
  leftToMain: fc.array(fc.nat(9), { maxLength: 3 }),
  prepares: fc.boolean(),
  allowance: fc.option(fc.nat(20), { nil: undefined }),
  first: fc.nat(10),
  fragile: fc.array(fc.record({ transaction: fc.nat(9), throws: fc.boolean() }), { maxLength: 2 }),
  arenaBytes: fc.constantFrom(64 * KIB, 64 * KIB, KIB),
  gasLimit: fc.constantFrom(1000, 1000, 12),
});

interface Outcome {
  readonly state: ReturnType<typeof describeNaive>;
  /** Per transaction: the register it ended with, why it is invalid, or that the block had no room. */
  readonly results: readonly string[];
}

/** A block by the book: one program after the other. */
function runSequentially({ genesis, programs, gasLimit }: Scenario): Outcome {
  let state = new NaiveState();
  for (const program of genesis) state = runNaively(program, state).after;
  let gasLeft = gasLimit;
  const results = programs.map((program) => {
    if (program.gasLimit > gasLeft) return "no room";
    const { result, after } = runNaively(program, state);
    state = after;
    if ("invalid" in result) return result.invalid;
    gasLeft -= program.gasLimit;
    return String(result.register);
  });
  return { state: describeNaive(state), results };
}

/** @param peersFirst the main thread begins when the others have executed everything. */
async function runInParallel(
  scenario: Scenario,
  scheduler: fc.Scheduler,
  peersFirst = false,
): Promise<Outcome & { timeline: Timeline }> {
  const { genesis, programs, faults, arenaBytes } = scenario;
  const state = new WorldState();
  for (const program of genesis) state.apply(runTracked(program, state).writes);

  const results: string[] = [];
  const { job, used } = jobOf(scenario, state, results);
  const first = Math.min(scenario.first, programs.length);
  const timeline = new Timeline();
  for (let index = 0; index < first; index++) {
    const execution = job.admits(index) ? runTracked(programs[index] as Program, state) : undefined;
    if (execution !== undefined) timeline.add(index, { worker: 0, start: 0, end: 0 }, abortOf(execution));
    job.commit(index, execution);
  }

  const block = SharedBlock.create(programs.length, first);
  for (const index of scenario.leftToMain) if (index < programs.length) block.leaveToMain(index);
  const arenas = Array.from({ length: scenario.peers + 1 }, () => new SharedArrayBuffer(arenaBytes));
  const execute = async (index: number, view: StateView) => runTracked(programs[index] as Program, view);

  const executeAhead: ExecuteTransaction = async (index, view) => {
    const fragile = scenario.fragile.find(({ transaction }) => transaction === index);
    if (fragile === undefined) return execute(index, view);
    if (fragile.throws) throw new Error("an impossible state");
    return undefined;
  };

  let toPrepare = 0;
  const prepareNext = scenario.prepares ? () => (toPrepare < programs.length ? toPrepare++ : undefined) : undefined;

  const lost = new Set<number>();
  const dead = new Set<number>();
  const hookOf = (peer: number): StepHook => {
    let count = 0;
    return async (step, transaction) => {
      await scheduler.schedule(Promise.resolve(), `peer ${peer}: ${step} ${transaction}`);
      const fault = faults.find((candidate) => candidate.peer === peer && candidate.step === count);
      count += 1;
      if (fault?.kind === "dies") {
        dead.add(peer);
        throw new Error("dies");
      }
      if (fault?.kind === "is given up") lost.add(peer);
    };
  };

  const base = state.subscribe(true).drain();
  const peers = arenas.slice(1).map((_, index) => {
    const replica = new Replica();
    replica.apply(base);
    const id = index + 1;
    const peer = new Peer({
      id,
      block,
      log: new ResultLog(arenas, id),
      base: replica,
      execute: executeAhead,
      prepareNext,
      step: hookOf(id),
    });
    return peer.run().catch((error: Error) => assert.equal(error.message, "dies"));
  });

  const crew: Crew = {
    isLost: (peer) => lost.has(peer),
    // A peer that died is noticed when its transaction is waited for.
    wait: async (_, owner) => {
      if (dead.has(owner)) lost.add(owner);
    },
  };
  const adviser = { held: () => {}, failed: (transaction: number) => [transaction + 1].filter((n) => n < block.size) };
  const coordinator = new Coordinator({
    block,
    log: new ResultLog(arenas, 0),
    execute: executeAhead,
    executeInOrder: execute,
    prepareNext,
    budget: scenario.allowance === undefined ? undefined : budgetOf(scenario.allowance),
    step: hookOf(0),
    job,
    crew,
    timeline,
    adviser,
  });
  if (peersFirst) await scheduler.waitFor(Promise.all(peers));
  await scheduler.waitFor(coordinator.run());
  block.close();
  await scheduler.waitFor(Promise.all(peers));
  assert.equal(results.length, programs.length, "every transaction was committed once");
  assert.equal(block.committed, programs.length);
  assert.ok(used() <= scenario.gasLimit);
  return { state: describeState(state), results, timeline };
}

/** Each thing that costs or saves time counts as one. With nothing left, the main thread waits for nobody. */
function budgetOf(allowance: number): SpeculationBudget {
  let left = allowance;
  return {
    get isSpent() {
      return left < 0;
    },
    spend: () => void left--,
    save: () => void left++,
    patience: () => left,
  };
}

function abortOf({ outcome }: Execution): Abort | undefined {
  return outcome.kind === "invalid" ? { reason: "invalid" } : undefined;
}

/** A job that checks its contract: in order, once each, and only with reads that hold. */
function jobOf({ programs, gasLimit }: Scenario, state: WorldState, results: string[]) {
  let gasLeft = gasLimit;
  const admits = (index: number): boolean => (programs[index] as Program).gasLimit <= gasLeft;
  const commit = (index: number, execution: Execution | undefined): "applied" | "excluded" => {
    assert.equal(index, results.length, "in order, once each");
    if (execution === undefined) {
      assert.ok(!admits(index), "only what has no room may be committed without an execution");
      results.push("no room");
      return "excluded";
    }
    assert.equal(findStaleRead(state, execution), undefined, "every read holds at commit");
    if (execution.outcome.kind === "invalid") {
      results.push(execution.outcome.message);
      return "excluded";
    }
    results.push(String(execution.outcome.returnValue[0]));
    state.apply(execution.writes);
    gasLeft -= (programs[index] as Program).gasLimit;
    return "applied";
  };
  return { job: { state, admits, commit }, used: () => gasLimit - gasLeft };
}

function describeState(state: WorldState): ReturnType<typeof describeNaive> {
  const slots: Record<string, number> = {};
  for (let index = 0; index < 4; index++) {
    const address = addressOf(index);
    for (const [slot, value] of state.storage(address)) slots[address + slot] = value[0] as number;
  }
  return { accounts: Object.fromEntries([...state.accounts()].map(([a, account]) => [a, { ...account }])), slots };
}

describe("Peers of a block", () => {
  it("end in the state and with the results of one by one, whatever the interleaving, deaths and overflows", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.scheduler(), async (scenario, scheduler) => {
        const { timeline, ...outcome } = await runInParallel(scenario, scheduler);
        assert.deepEqual(outcome, runSequentially(scenario));
        checkTimeline(timeline, outcome.results);
      }),
      { numRuns: 1500 },
    );
  });

  it("execute nothing twice when each transaction saw all lower ones published", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.scheduler(), async (scenario, scheduler) => {
        const calm = {
          ...scenario,
          peers: 1,
          faults: [],
          leftToMain: [],
          allowance: undefined,
          first: 0,
          fragile: [],
          arenaBytes: 64 * KIB,
          gasLimit: 1000,
        };
        const { timeline, ...outcome } = await runInParallel(calm, scheduler, true);
        assert.deepEqual(outcome, runSequentially(calm));
        assert.deepEqual(
          timeline.entries.filter(({ abort }) => abort !== undefined && abort.reason !== "invalid"),
          [],
        );
        assert.ok(timeline.entries.every(({ worker }) => worker === 1));
      }),
      { numRuns: 500 },
    );
  });
});

/** The last incarnation of every transaction that ran is the committed one, and only that. */
function checkTimeline({ entries }: Timeline, results: readonly string[]): void {
  for (const [transaction, result] of results.entries()) {
    const own = entries.filter((entry) => entry.transaction === transaction);
    assert.deepEqual(
      own.map((entry) => entry.incarnation),
      own.map((_, index) => index),
    );
    if (result === "no room") {
      assert.equal(own.length, 0);
      continue;
    }
    const invalid = Number.isNaN(Number(result));
    for (const [index, entry] of own.entries()) {
      const isLast = index === own.length - 1;
      if (isLast) assert.equal(entry.abort?.reason, invalid ? "invalid" : undefined);
      else assert.ok(entry.abort?.reason === "stale-read" || entry.abort?.reason === "worker-lost");
      assert.ok(entry.end >= entry.start);
    }
  }
}
