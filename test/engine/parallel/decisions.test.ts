import assert from "node:assert/strict";
import fc from "fast-check";
import { BlockBudget } from "../../../plugin/engine/parallel/block-budget.ts";
import { MainPace } from "../../../plugin/engine/parallel/main-pace.ts";
import { RecentWrites } from "../../../plugin/engine/parallel/recent-writes.ts";
import { Rests, rehearse } from "../../../plugin/engine/parallel/rehearsal.ts";
import type { SharedBlock } from "../../../plugin/engine/parallel/shared-block.ts";
import { learnPaces, ThreadPace } from "../../../plugin/engine/parallel/thread-pace.ts";
import { findStaleRead } from "../../../plugin/engine/state/validate.ts";
import { WorldState } from "../../../plugin/engine/state/world-state.ts";
import { runTracked } from "../../helpers/tracked-programs.ts";
import { type Program, program } from "../../helpers/transaction-programs.ts";

describe("What other threads may cost the main thread in a block", () => {
  const times = [100, 1000, undefined];
  const budgetOf = (work: number) =>
    new BlockBudget({ work, mainTime: (transaction) => times[transaction], slowness: () => 2 });
  const timing = { worker: 1, start: 50, end: 850 };

  it("is a small share of it, and as much more as they have saved", () => {
    const budget = budgetOf(10_000);
    budget.spend(300);
    assert.ok(!budget.isSpent);
    budget.spend(1);
    assert.ok(budget.isSpent);
    budget.save(0, timing);
    assert.ok(!budget.isSpent);
    budget.spend(99);
    assert.ok(!budget.isSpent);
    budget.spend(1);
    assert.ok(budget.isSpent);
  });

  it("takes for what the main thread would have taken what a slower thread took, where it does not know better", () => {
    const budget = budgetOf(0);
    budget.save(2, timing);
    budget.spend(400);
    assert.ok(!budget.isSpent);
    budget.spend(1);
    assert.ok(budget.isSpent);
  });

  it("has it wait no longer than it would take itself and a half, nor than is left", () => {
    const budget = budgetOf(10_000);
    assert.deepEqual(
      [0, 1, 2].map((transaction) => budget.patience(transaction)),
      [150, 300, 300],
    );
    budget.spend(1000);
    assert.deepEqual(
      [0, 1, 2].map((transaction) => budget.patience(transaction)),
      [0, 0, 0],
    );
  });

  it("never exceeds that share by more than the last thing it was spent on, whatever happens", () => {
    const event = fc.oneof(
      fc.record({ spend: fc.nat(500) }),
      fc.record({ save: fc.nat(2) }),
      fc.record({ wait: fc.nat(2) }),
    );
    fc.assert(
      fc.property(fc.nat(100_000), fc.array(event), (work, events) => {
        const budget = budgetOf(work);
        let cost = 0;
        for (const happens of events) {
          // The main thread goes on alone once it is spent, and nothing more is saved or spent.
          if (budget.isSpent) break;
          if ("save" in happens) {
            budget.save(happens.save, timing);
            cost -= times[happens.save] ?? 400;
            continue;
          }
          const spent = "spend" in happens ? happens.spend : budget.patience(happens.wait);
          budget.spend(spent);
          cost += spent;
          assert.ok(cost <= 0.03 * work + ("spend" in happens ? spent : 0) + 1e-6);
        }
      }),
    );
  });
});

describe("The pace of another thread", () => {
  it("is that of the transactions that both have executed", () => {
    const threads = [{ pace: new ThreadPace() }, { pace: new ThreadPace() }, { pace: new ThreadPace() }];
    const entry = (worker: number, transaction: number, time: number) => ({ worker, transaction, start: 0, end: time });
    const failed = { ...entry(1, 2, 5000), abort: { reason: "stale-read" as const } };
    const entries = [entry(0, 0, 7), entry(1, 1, 300), entry(2, 0, 100), entry(1, 3, 9), failed];
    learnPaces(threads, entries, (transaction) => [100, 100, 100][transaction]);
    assert.deepEqual(
      threads.map(({ pace }) => pace.slowness),
      [3, 1, undefined],
    );
    assert.deepEqual(
      threads.map(({ pace }) => pace.rate),
      [1 / 3, 1, 0],
    );
  });

  it("is practised on every block while that makes it faster, and more and more seldom when it does not", () => {
    const pace = new ThreadPace();
    for (let slowness = 64; slowness > 1; slowness /= 4) {
      assert.ok(pace.admitsPractice());
      pace.learnPractice(slowness, 1);
    }
    const practised: number[] = [];
    for (let block = 0; block < 1000; block++) {
      if (!pace.admitsPractice()) continue;
      practised.push(block);
      pace.learnPractice((pace.slowness ?? 0) * 1000, 1000);
    }
    assert.ok(practised.length > 5 && practised.length < 20, `${practised.length} of 1000 blocks`);
    const pauses = practised.slice(1).map((block, index) => block - (practised[index] ?? 0));
    assert.deepEqual(
      pauses,
      pauses.toSorted((a, b) => a - b),
    );
  });

  it("stays unknown, and the next block is for practice too, where a block was over before anything was executed", () => {
    const pace = new ThreadPace();
    pace.learnPractice(0, 0);
    assert.equal(pace.slowness, undefined);
    assert.ok(pace.admitsPractice());
  });
});

describe("A thread that practises", () => {
  const block = (closedAfter: number) => {
    const performed: number[] = [];
    const practised = {
      size: 5,
      first: 2,
      get closed() {
        return performed.length >= closedAfter;
      },
    };
    const perform = async (rehearsal: SharedBlock) => {
      assert.deepEqual([rehearsal.size, rehearsal.first, rehearsal.committed], [5, 2, 2]);
      performed.push(performed.length);
    };
    return { practised, perform, performed };
  };

  it("executes the block until that makes it no faster, each time from where the main thread was", async () => {
    const { practised, perform, performed } = block(Number.POSITIVE_INFINITY);
    await rehearse(practised, 0, { taken: 0 }, perform);
    assert.ok(performed.length > 3);
  });

  it("stops when the block is closed, and does not begin where it is fast enough", async () => {
    const { practised, perform, performed } = block(2);
    await rehearse(practised, 0, { taken: 0 }, perform);
    assert.ok(performed.length <= 2);
    const fast = block(Number.POSITIVE_INFINITY);
    await rehearse(fast.practised, Number.POSITIVE_INFINITY, { taken: 0 }, fast.perform);
    assert.equal(fast.performed.length, 0);
  });
});

describe("The main thread", () => {
  /** Whether it is steady after blocks in which a transaction took so long. */
  function steadyAfter(times: readonly number[], kind: (block: number) => string = () => "call"): boolean[] {
    const pace = new MainPace();
    return times.map((time, block) => {
      pace.learn([kind(block)], [{ worker: 0, transaction: 0, incarnation: 0, start: 100, end: 100 + time }]);
      return pace.isSteady;
    });
  }

  it("is steady once some blocks in a row were no faster than the fastest before", () => {
    assert.deepEqual(steadyAfter([100, 80, 70, 69, 68, 60, 58, 90, 59, 10]), [...Array(8).fill(false), true, true]);
  });

  it("shows nothing by blocks that have nothing in common with those before, nor by what others executed", () => {
    assert.ok(!steadyAfter(Array(20).fill(100), String).includes(true));
    const pace = new MainPace();
    const elsewhere = { worker: 1, transaction: 0, incarnation: 0, start: 0, end: 100 };
    for (let block = 0; block < 20; block++) pace.learn(["call"], [elsewhere]);
    assert.ok(!pace.isSteady);
  });

  it("is told of a transaction's kind apart from how many there are of each", () => {
    const pace = new MainPace();
    const entry = (transaction: number, time: number) => ({
      worker: 0,
      transaction,
      incarnation: 0,
      start: 0,
      end: time,
    });
    const [short, long] = [entry(0, 10), entry(1, 1000)];
    pace.learn(["short", "long"], [short, long]);
    // Many short ones are no improvement over a long one.
    for (let block = 0; block < 3; block++) pace.learn(["short", "long"], [short]);
    assert.ok(pace.isSteady);
  });
});

describe("The rests of a thread that practises", () => {
  it("take as long as what it did since the last one, and are known, so that they count as no work", () => {
    const sleep = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    const waits: number[] = [];
    const rests = new Rests((milliseconds) => {
      waits.push(milliseconds);
      sleep(milliseconds);
    });
    sleep(5);
    rests.take();
    rests.take();
    assert.ok((waits[0] ?? 0) >= 4, "what it did took 5 ms");
    assert.ok((waits[1] ?? 0) < (waits[0] ?? 0), "the first rest is over");
    assert.ok(rests.taken >= 1000 * 4);
  });
});

describe("Transactions executed in order", () => {
  /** Reaches further than these are long. */
  const REACH = 10;

  it("are said to depend on those before wherever a guess made without these would have failed", () => {
    let failed = 0;
    fc.assert(
      fc.property(fc.array(program, { maxLength: 4 }), fc.array(program, { maxLength: REACH }), (genesis, programs) => {
        const state = new WorldState();
        for (const one of genesis) state.apply(runTracked(one, state).writes);
        const before = state.version;
        const recent = new RecentWrites(REACH);
        for (const one of programs) {
          const guess = runTracked(one as Program, state.at(before));
          const execution = runTracked(one as Program, state);
          const stale = findStaleRead(state, guess);
          const depends = recent.add(execution);
          if (stale !== undefined && /^slot|^code/.test(stale)) {
            failed += 1;
            assert.ok(depends, stale);
          }
          if (execution.outcome.kind === "executed") state.apply(execution.writes);
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(failed > 50, `${failed} guesses failed`);
  });

  it("do not depend on what was long ago", () => {
    const recent = new RecentWrites(2);
    const account = "a".repeat(20);
    const slot = "s".repeat(32);
    const slots = new Map([[account, new Map([[slot, Uint8Array.of(1)]])]]);
    const none = { accounts: new Map(), slots: new Map() };
    const reader = { reads: { accounts: new Map(), slots }, writes: { ...none, codes: new Map() } };
    const writer = { reads: none, writes: { accounts: new Map(), slots, codes: new Map() } };
    const other = { reads: none, writes: { ...none, codes: new Map() } };
    assert.deepEqual(
      [writer, reader, reader, reader].map((one) => recent.add(one)),
      [false, true, true, false],
    );
    assert.deepEqual(
      [writer, other, reader].map((one) => recent.add(one)),
      [false, false, true],
    );
  });
});
