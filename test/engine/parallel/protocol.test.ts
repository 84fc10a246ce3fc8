import assert from "node:assert/strict";
import { createLegacyTx } from "@ethereumjs/tx";
import { createAddressFromString } from "@ethereumjs/util";
import { ArenaSet, withLease } from "../../../plugin/engine/parallel/arena-set.ts";
import { type BlockPlan, BlockPlanner, type PlanInput } from "../../../plugin/engine/parallel/block-plan.ts";
import { decodeChanges } from "../../../plugin/engine/parallel/changes-codec.ts";
import { CostModel } from "../../../plugin/engine/parallel/cost-model.ts";
import { ConflictPredictor } from "../../../plugin/engine/parallel/predictor.ts";
import { Replica } from "../../../plugin/engine/parallel/replica.ts";
import { ReplicaFeed } from "../../../plugin/engine/parallel/replica-feed.ts";
import { FIRST_RESULT, NOTHING, SharedBlock, UNPUBLISHED } from "../../../plugin/engine/parallel/shared-block.ts";
import { kindOf } from "../../../plugin/engine/parallel/transaction-kind.ts";
import { WorldState } from "../../../plugin/engine/state/world-state.ts";

describe("The shared block", () => {
  it("gives every transaction to one peer only, except those left to the main thread", () => {
    const block = SharedBlock.create(5);
    block.leaveToMain(1);
    const other = SharedBlock.attach(block.buffer);
    assert.deepEqual([block.claim(1), other.claim(2), block.claim(1), other.claim(2)], [0, 2, 3, 4]);
    assert.equal(block.claim(1), undefined);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((index) => block.owner(index)),
      [1, undefined, 2, 1, 2],
    );
    assert.deepEqual(
      [0, 1, 2].map((index) => block.take(index)),
      [false, true, false],
    );
  });

  it("gives no transaction away before the ones up to it are wanted", () => {
    const block = SharedBlock.create(4);
    block.leaveToMain(0);
    assert.equal(block.claim(1, 1), undefined, "it is left to the main thread");
    assert.equal(block.claim(1, 1), undefined);
    assert.deepEqual([block.claim(1, 3), block.claim(2, 3), block.claim(1, 3)], [1, 2, undefined]);
    assert.equal(block.claim(2), 3);
  });

  it("gives nothing away once the main thread took it, nor after it was closed", () => {
    const block = SharedBlock.create(3);
    assert.ok(block.take(0));
    block.leaveToMain(0);
    assert.equal(block.owner(0), 0);
    assert.equal(block.claim(1), 1);
    block.close();
    assert.equal(block.claim(1), undefined);
  });

  it("keeps what the main thread settled when a thread given up for dead publishes after all", () => {
    const block = SharedBlock.create(2);
    block.claim(1);
    block.settle(0, FIRST_RESULT + 7);
    block.publish(0, FIRST_RESULT + 1);
    assert.equal(block.pointer(0), FIRST_RESULT + 7);
    assert.equal(block.committed, 1);
    assert.equal(block.pointer(1), UNPUBLISHED);
  });

  it("keeps pointers beyond 31 bits apart from the special ones", () => {
    const block = SharedBlock.create(1);
    block.publish(0, 2 ** 32 - 1);
    assert.equal(block.pointer(0), 2 ** 32 - 1);
    block.settle(0, NOTHING);
    assert.equal(block.pointer(0), NOTHING);
  });
});

describe("A set of arenas", () => {
  it("is not used for the next block while somebody holds a lease", async () => {
    const arenas = new ArenaSet(2, 64);
    const words = new Int32Array(1);
    const lessee = {
      get leaseSerial() {
        return words[0] as number;
      },
    };
    assert.ok(arenas.open([lessee]));
    const lease = arenas.lease(1);
    await withLease(lease, words, 0, async () => {
      assert.ok(arenas.isOpenFor(lease.serial));
      arenas.close();
      // Nor for the one after that, however often it is asked.
      for (let asked = 0; asked < 3; asked++) assert.ok(!arenas.open([lessee]));
    });
    assert.ok(arenas.open([lessee]));
    await withLease(lease, words, 0, () => assert.fail("who comes late has no lease"));
    assert.equal(lessee.leaseSerial, 0);
  });
});

describe("A set of arenas in use", () => {
  it("is not used for the block of another engine, and stays with its own", () => {
    const arenas = new ArenaSet(2, 64);
    assert.ok(arenas.open([]));
    const { serial } = arenas.lease(1);
    assert.ok(!arenas.open([]));
    assert.ok(arenas.isOpenFor(serial));
    arenas.close();
    assert.ok(arenas.open([]));
    assert.notEqual(arenas.lease(1).serial, serial);
  });
});

describe("The replica feed", () => {
  const address = "a".repeat(20);
  const slot = "s".repeat(32);

  function catchUp(feed: ReplicaFeed<object>, readers: readonly (readonly [object, Replica])[]): boolean[] {
    const updates = feed.update(readers.map(([reader]) => reader));
    return updates.map(({ changes, afresh }, index) => {
      const replica = readers[index]?.[1] as Replica;
      for (const buffer of changes) replica.apply(decodeChanges(buffer));
      return afresh;
    });
  }

  it("sends a new reader the whole state, and then what changed, reverts included", () => {
    const state = new WorldState();
    state.setBalance(address, 1n);
    const feed = new ReplicaFeed<object>(state);
    const reader = [{}, new Replica()] as const;
    assert.deepEqual(catchUp(feed, [reader]), [true]);
    assert.equal(reader[1].account(address)?.balance, 1n);

    const before = state.version;
    state.setBalance(address, 2n);
    state.setStorage(address, slot, Uint8Array.of(5));
    assert.deepEqual(catchUp(feed, [reader]), [false]);
    assert.deepEqual(reader[1].slot(address, slot), Uint8Array.of(5));
    assert.ok(reader[1].hasStorage(address));

    state.revertTo(before);
    assert.deepEqual(catchUp(feed, [reader]), [false]);
    assert.equal(reader[1].account(address)?.balance, 1n);
    assert.ok(!reader[1].hasStorage(address));
    assert.deepEqual([...reader[1].storage(address)], []);
  });

  it("sends each reader what it lacks, and the whole state to one that was away for long", () => {
    const state = new WorldState();
    const feed = new ReplicaFeed<object>(state);
    const [often, seldom] = [[{}, new Replica()] as const, [{}, new Replica()] as const];
    catchUp(feed, [often, seldom]);
    for (let round = 1; round <= 3; round++) {
      state.setBalance(String.fromCharCode(round).repeat(20), 1n);
      assert.deepEqual(catchUp(feed, [often]), [false]);
    }
    assert.deepEqual(catchUp(feed, [often, seldom]), [false, false]);
    for (let round = 1; round <= 3; round++) {
      assert.equal(seldom[1].account(String.fromCharCode(round).repeat(20))?.balance, 1n);
    }
    for (let round = 0; round < 40; round++) {
      state.setNonce(address, BigInt(round));
      catchUp(feed, [often]);
    }
    assert.deepEqual(catchUp(feed, [often, seldom]), [false, true]);
  });
});

describe("The conflict predictor", () => {
  const block = ["swap", "transfer", "swap"];

  it("leaves a kind to the main thread once it failed often, other kinds not", () => {
    const predictor = new ConflictPredictor();
    const first = predictor.forBlock(block);
    assert.deepEqual(first.inOrder(), []);
    assert.deepEqual(first.failed(0), []);
    assert.deepEqual(first.failed(2), [0, 2]);
    for (let repeat = 0; repeat < 5; repeat++) first.failed(0);
    assert.deepEqual(predictor.forBlock(block).inOrder(), [0, 2]);
  });

  it("tries a kind again after some blocks", () => {
    const predictor = new ConflictPredictor();
    const adviser = predictor.forBlock(block);
    for (let repeat = 0; repeat < 20; repeat++) adviser.failed(0);
    let blocks = 0;
    while (predictor.forBlock(block).inOrder().length > 0) blocks += 1;
    assert.ok(blocks > 3 && blocks < 50, `left to the main thread for ${blocks} blocks`);
  });

  it("forgets failures among many guesses that held", () => {
    const predictor = new ConflictPredictor();
    const adviser = predictor.forBlock(block);
    for (let repeat = 0; repeat < 20; repeat++) {
      adviser.failed(0);
      for (let held = 0; held < 4; held++) adviser.held(2);
    }
    assert.deepEqual(predictor.forBlock(block).inOrder(), []);
  });

  it("learns from transactions executed in order, before any guess has failed", () => {
    const predictor = new ConflictPredictor();
    const adviser = predictor.forBlock(block);
    adviser.executed(0, true);
    adviser.executed(1, false);
    adviser.executed(2, true);
    assert.deepEqual(adviser.inOrder(), [0, 2]);
    assert.deepEqual(predictor.forBlock(block).inOrder(), []);
  });

  it("tells contracts and functions apart", () => {
    const [to, other] = ["11", "22"].map((byte) => createAddressFromString(`0x${byte.repeat(20)}`));
    const transaction = (fields: Parameters<typeof createLegacyTx>[0]) => kindOf({ tx: createLegacyTx(fields) });
    const kinds = [
      transaction({ to, data: "0xaaaaaaaa01" }),
      transaction({ to, data: "0xaaaaaaaa02" }),
      transaction({ to, data: "0xaaaaaaab" }),
      transaction({ to: other, data: "0xaaaaaaaa" }),
      transaction({ to, gasLimit: 50_000n }),
      transaction({ data: "0xaaaaaaaa" }),
    ];
    assert.equal(kinds[0], kinds[1]);
    assert.equal(new Set(kinds).size, 5);
    // With so little gas no code runs, whosever it is.
    assert.equal(transaction({ to, gasLimit: 21_000n }), transaction({ to: other, gasLimit: 21_000n }));
  });
});

const entry = (transaction: number, end: number) => ({ worker: 0, incarnation: 0, transaction, start: 0, end });

describe("The cost model", () => {
  it("knows the time of kinds that it has seen, the main thread's own before that of others", () => {
    const model = new CostModel();
    model.learn(["a", "b"], [entry(0, 10), entry(1, 30)]);
    assert.deepEqual(
      ["a", "b", "c"].map((kind) => model.estimate(kind)),
      [10, 30, undefined],
    );
    model.learn(
      ["a", "c"],
      [
        { ...entry(0, 70), worker: 1 },
        { ...entry(1, 90), worker: 2 },
      ],
    );
    assert.deepEqual(
      ["a", "c"].map((kind) => model.estimate(kind)),
      [10, 90],
    );
  });

  it("follows a kind that changes, and takes no notice of executions that were for nothing", () => {
    const model = new CostModel();
    model.learn(["a"], [entry(0, 10)]);
    model.learn(["a"], [{ ...entry(0, 10_000), abort: { reason: "stale-read" } }]);
    assert.equal(model.estimate("a"), 10);
    for (let repeat = 0; repeat < 30; repeat++) model.learn(["a"], [entry(0, 50)]);
    assert.ok(Math.abs((model.estimate("a") as number) - 50) < 1);
  });

  it("asks more of a transaction where taking over what others executed costs more", () => {
    const model = new CostModel();
    const before = [model.leastTime, model.leastGain(0), model.leastGain(1000)] as const;
    for (let block = 0; block < 30; block++) {
      model.coordination.learnGuesses({ guesses: 10_000, guessCount: 20, commits: 0 });
      model.coordination.learnCall(5000, 0);
      model.coordination.learnCall(30_000, 5000);
    }
    assert.ok(model.leastTime > 10 * before[0] && model.leastGain(0) > 10 * before[1]);
    assert.ok(model.leastGain(1000) - model.leastGain(0) > 5 * (before[2] - before[1]), "5 microseconds a key");
  });

  it("takes the times of other threads for those of the main thread, as far as they are slower", () => {
    const model = new CostModel();
    model.learn(["a"], [{ ...entry(0, 90), worker: 1 }], () => 3);
    assert.deepEqual([model.estimate("a"), model.mainTime("a")], [30, undefined]);
  });
});

describe("The plan of a block", () => {
  const times = { short: 5, long: 5000 };
  const kinds = ["long", "short", "long", "short"];
  const costs = { guesses: 0, guessCount: 0, commits: 0 };

  function plannerThatKnows(leastTime?: number): BlockPlanner {
    const planner = new BlockPlanner(leastTime);
    planner.learnTimes(["short", "long"], [entry(0, times.short), entry(1, times.long)]);
    return planner;
  }

  function planOf(planner: BlockPlanner, of = kinds, more: Partial<PlanInput> = {}): BlockPlan {
    return planner.plan({ kinds: of, adviser: planner.adviserOf(of), rate: 1, least: 2, ...more });
  }

  function gainOf(planner: BlockPlanner, of: readonly string[], threads: number, least: number): number | undefined {
    return planner.gain(of, planner.adviserOf(of), threads, least);
  }

  /** Executes a block as planned, in so many microseconds. @returns whether several threads did. */
  function execute(planner: BlockPlanner, sequential: number, parallel: number): boolean {
    const { by, work } = planOf(planner);
    if (by === "several") {
      const slowness = () => 1;
      planner.learnParallel({ kinds, entries: [], slowness, work, whole: parallel, call: 0, lag: 0, costs });
    } else {
      planner.learnSequential({ kinds, adviser: planner.adviserOf(kinds), least: 2 }, sequential);
    }
    return by === "several";
  }

  it("has the main thread execute what is done sooner than handed over", () => {
    const planner = plannerThatKnows();
    assert.deepEqual(planOf(planner), { by: "several", inOrder: [1, 3], gain: "now", work: 10_010 });
    const { by, gain } = planOf(planner, ["short", "short"]);
    assert.deepEqual([by, gain], ["one", "never"]);
  });

  it("has the main thread execute what conflicts, and all of a block in which nearly everything does", () => {
    const planner = plannerThatKnows();
    const adviser = planner.adviserOf(kinds);
    for (let repeat = 0; repeat < 3; repeat++) adviser.executed(0, true);
    assert.deepEqual(planOf(planner), { by: "one", inOrder: [0, 1, 2, 3], gain: "never", work: 10_010 });
    for (let repeat = 0; repeat < 20; repeat++) adviser.executed(0, false);
    assert.equal(planOf(planner).by, "several", "it does not conflict any more");
  });

  it("asks of other threads that they are fast enough, and knows when they would be", () => {
    const planner = plannerThatKnows();
    const at = (rate: number) => {
      const { by, gain } = planOf(planner, kinds, { rate });
      return [by, gain];
    };
    assert.deepEqual([1, 0.5, 0.05, 0].map(at), [
      ["several", "now"],
      ["several", "now"],
      ["one", "later"],
      ["one", "later"],
    ]);
  });

  it("calls no threads that lack so much of the state that telling them takes longer than they save", () => {
    const planner = plannerThatKnows();
    const { by, gain } = planOf(planner, kinds, { lag: 100_000 });
    assert.deepEqual([by, gain], ["one", "later"]);
  });

  it("spends a small share of what one thread takes on having others practise", () => {
    const planner = plannerThatKnows();
    const work = 10_000;
    const calls = (lag: number) =>
      Array.from({ length: 1000 }, () => planner.affordsPractice(work, lag, 0)).filter(Boolean);
    for (const lag of [0, 1000, 10_000]) {
      const { length } = calls(lag);
      const spent = length * (300 + 0.5 * lag);
      assert.ok(length > 0 && spent <= 0.025 * 1000 * work, `${length} times with ${lag} keys`);
    }
  });

  it("leaves threads to recover senders where that saves more than executing, and does not have them practise", () => {
    const planner = plannerThatKnows();
    planner.learnRecovery(kinds.length * 10_000, kinds.length);
    const { by, gain } = planOf(planner, kinds, { unrecovered: kinds.length });
    assert.deepEqual([by, gain], ["one", "never"]);
    assert.equal(planOf(planner, kinds).by, "several", "where the senders are known");
  });

  it("counts the senders that threads do not recover as what their practice costs", () => {
    const affords = (unrecovered: number, missed: number) => {
      const planner = plannerThatKnows();
      planner.learnRecovery(50 * 10, 10);
      return Array.from({ length: 1000 }, () => {
        const affords = planner.affordsPractice(10_000, 0, unrecovered);
        if (affords) planner.missRecovery(missed);
        return affords;
      }).filter(Boolean).length;
    };
    const [often, seldom, hardly] = [affords(0, 0), affords(200, 0), affords(200, 2000)];
    assert.ok(hardly > 0 && 3 * hardly < seldom && 3 * seldom < often, `${hardly}, ${seldom}, ${often} of 1000 blocks`);
  });

  it("is left open where too little is known, until some of the block is executed", () => {
    const planner = new BlockPlanner(undefined);
    assert.equal(planOf(planner).by, "undecided");
    planner.learnTimes(kinds, [entry(0, times.long)]);
    const unknown = ["long", "a", "b", "c", "d", "e"];
    assert.equal(planOf(planner, unknown).by, "undecided");
    const rest = planOf(planner, unknown, { executed: [entry(0, times.long)], first: 1 });
    assert.deepEqual(rest, { by: "several", inOrder: [], gain: "now", work: 5 * times.long });
  });

  it("finds out at once what is not known where the least time of a transaction is given", () => {
    assert.equal(planOf(new BlockPlanner(0)).by, "several");
  });

  it("knows what threads would have saved of a block that had none, as far as its transactions are known", () => {
    const planner = plannerThatKnows();
    assert.equal(gainOf(planner, kinds, 2, 2), times.long);
    assert.equal(gainOf(planner, kinds, 4, 2), 1.5 * times.long);
    assert.equal(gainOf(planner, ["short", "short"], 2, 2), 0, "sooner done than handed over");
    assert.equal(gainOf(planner, kinds, 2, 3), 0, "too few");
    assert.equal(gainOf(planner, ["long", "new", "new"], 2, 2), undefined);
    const adviser = planner.adviserOf(kinds);
    for (let repeat = 0; repeat < 3; repeat++) adviser.executed(0, true);
    assert.equal(gainOf(planner, kinds, 2, 2), 0, "they conflict");
  });

  it("has nearly all blocks executed by several threads where they are faster", () => {
    const planner = plannerThatKnows();
    const parallel = Array.from({ length: 500 }, () => execute(planner, 10_000, 6000)).filter(Boolean).length;
    assert.ok(parallel > 480 && parallel < 500, `${parallel} of 500 blocks`);
  });

  it("has nearly all blocks executed by one thread where several are slower, and tries again now and then", () => {
    const planner = plannerThatKnows();
    const parallel = Array.from({ length: 500 }, () => execute(planner, 10_000, 11_000));
    const trials = parallel.slice(20).filter(Boolean).length;
    assert.ok(trials > 1 && trials < 30, `${trials} of 480 blocks`);
  });

  it("comes back to several threads when they have become faster", () => {
    const planner = plannerThatKnows();
    for (let block = 0; block < 30; block++) execute(planner, 10_000, 11_000);
    for (let block = 0; block < 300; block++) execute(planner, 10_000, 6000);
    const parallel = Array.from({ length: 100 }, () => execute(planner, 10_000, 6000)).filter(Boolean).length;
    assert.ok(parallel > 95, `${parallel} of 100 blocks`);
  });

  it("is the same whatever was measured where the least time of a transaction is given", () => {
    const planner = plannerThatKnows(0);
    for (let block = 0; block < 50; block++) {
      assert.deepEqual(planOf(planner).inOrder, []);
      assert.ok(execute(planner, 10_000, 20_000));
    }
  });
});
