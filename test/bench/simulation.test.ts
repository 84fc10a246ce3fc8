import assert from "node:assert/strict";
import { criticalPath, limitOf } from "../../bench/simulation/limits.ts";
import { type Adviser, type ProtocolCosts, simulate } from "../../bench/simulation/protocol.ts";

const FREE: ProtocolCosts = { decode: 0, recover: 0, takeIn: 0, publish: 0, share: 0, validate: 0, commit: 0 };

/** Transactions of these lengths, with what each depends on. */
function block(...transactions: readonly (readonly [execution: number, ...dependencies: number[]])[]) {
  return transactions.map(([execution, ...dependencies]) => ({ execution, dependencies }));
}

describe("The simulation of a block", () => {
  it("takes the sum of executions and commits on one thread", () => {
    const costs = { ...FREE, decode: 1, recover: 5, commit: 2 };
    const { makespan, aborts, inOrder } = simulate(block([10], [20], [30]), costs, 1);
    assert.deepEqual({ makespan, aborts, inOrder }, { makespan: 60 + 3 * 8, aborts: 0, inOrder: 3 });
  });

  it("divides independent transactions among the threads", () => {
    // Main executes 0 while the worker executes 1; then main claims 3 and the worker 2, or the other way round.
    assert.equal(simulate(block([10], [10], [10], [10]), FREE, 2).makespan, 20);
    assert.equal(simulate(block([10], [10], [10], [10]), FREE, 4).makespan, 10);
  });

  it("is bound by the largest transaction however many threads there are", () => {
    assert.equal(simulate(block([5], [100], [5], [5]), FREE, 16).makespan, 100);
  });

  it("executes a transaction again that was guessed before what it depends on was known", () => {
    // The worker guesses 1 at time 0 without having seen 0; main commits 0 at 10 and has to execute 1 from 10 to 20.
    const result = simulate(block([10], [10, 0]), FREE, 2);
    assert.deepEqual(
      { makespan: result.makespan, aborts: result.aborts, inOrder: result.inOrder },
      { makespan: 20, aborts: 1, inOrder: 2 },
    );
  });

  it("keeps a guess that was made after what it depends on was published", () => {
    // The worker executes 1 (5) and then 2 from 5 to 10, having seen 1; main executes 0 until 10.
    const result = simulate(block([10], [5], [5, 1]), FREE, 2);
    assert.deepEqual({ makespan: result.makespan, aborts: result.aborts }, { makespan: 10, aborts: 0 });
  });

  it("does not keep a guess that saw a guess which did not hold", () => {
    // 1 is guessed without 0 and executed again from 10 to 14; 2 saw the wrong 1 and is executed again from 14 to 18.
    const result = simulate(block([10], [4, 0], [4, 1]), FREE, 2);
    assert.deepEqual({ makespan: result.makespan, aborts: result.aborts }, { makespan: 18, aborts: 2 });
  });

  it("charges every step to the thread that takes it", () => {
    // Worker: executes 1 until 10, publishes until 13. Main: executes 0 until 20, shares (1) and commits it (5) until
    // 26; validates 1 (7) until 33 and commits it until 38.
    const costs = { ...FREE, takeIn: 2, publish: 3, share: 1, validate: 7, commit: 5 };
    const result = simulate(block([20], [10]), costs, 2);
    assert.deepEqual(
      { makespan: result.makespan, coordination: result.coordination },
      { makespan: 38, coordination: 18 },
    );
  });

  it("has other threads recover the senders while the main thread decodes and executes", () => {
    const inOrder: Adviser = { inOrder: [0, 1, 2, 3], held() {}, failed: () => [] };
    const transactions = block([10], [10], [10], [10]);
    // Main decodes until 8; the worker recovers 0 until 5, 1 until 10, 2 until 15, 3 until 20: always in time.
    const costs = { ...FREE, decode: 2, recover: 5 };
    assert.equal(simulate(transactions, costs, 2, inOrder).makespan, 48);
    // Recovering takes longer than executing: the worker 0 and 1 until 80, main 2 until 48 and 3 until 88, then all four.
    const slow = simulate(transactions, { ...costs, recover: 40 }, 2, inOrder);
    assert.equal(slow.makespan, 128);
    assert.equal(simulate(transactions, { ...costs, recover: 40 }, 1, inOrder).makespan, 208);
  });

  it("charges a thread for each result of another that it takes in", () => {
    // With 3 threads: 0 by main until 30; 1 by A until 10; 2 by B until 10; 3 by A from 10, which takes in 2: until 30.
    const block3 = block([30], [10], [10], [10]);
    assert.equal(simulate(block3, FREE, 3).makespan, 30);
    assert.equal(simulate(block3, { ...FREE, takeIn: 10 }, 3).makespan, 30);
    assert.equal(simulate(block3, { ...FREE, takeIn: 15 }, 3).makespan, 35);
  });

  it("leaves to the main thread what the adviser says", () => {
    const told: string[] = [];
    const adviser: Adviser = {
      inOrder: [1],
      held: (transaction) => told.push(`held ${transaction}`),
      failed: (transaction) => {
        told.push(`failed ${transaction}`);
        return [];
      },
    };
    // Main executes 0 and 1, the worker 2, without having seen 1.
    const result = simulate(block([10], [10, 0], [5, 1], [5]), FREE, 2, adviser);
    assert.deepEqual(told, ["failed 2", "held 3"]);
    assert.deepEqual({ makespan: result.makespan, inOrder: result.inOrder }, { makespan: 25, inOrder: 3 });
  });
});

describe("What limits a simulated block", () => {
  const transactions = block([10], [10, 0], [10, 1], [10]);

  it("is the heaviest chain of transactions that depend on one another", () => {
    assert.equal(criticalPath(transactions), 30);
    assert.equal(criticalPath([]), 0);
  });

  it("is named after the largest of its bounds", () => {
    assert.equal(limitOf(transactions, 5, 16), "conflict chain");
    assert.equal(limitOf(transactions, 35, 16), "serial part");
    assert.equal(limitOf(block([10], [10], [10], [10]), 5, 2), "threads");
    assert.equal(limitOf(block([10], [30], [10], [10]), 5, 16), "largest transaction");
  });
});
