import assert from "node:assert/strict";
import fc from "fast-check";
import type { ExecutionRecord } from "../../../plugin/engine/access/types.ts";
import type { BlockExecutor, BlockJob } from "../../../plugin/engine/block-executor.ts";
import { Engine } from "../../../plugin/engine/engine.ts";
import type { Execution } from "../../../plugin/engine/execution.ts";
import type { VmTransactionExecutor } from "../../../plugin/engine/executor.ts";
import { MultiVersionMemory } from "../../../plugin/engine/parallel/multi-version-memory.ts";
import { Replica } from "../../../plugin/engine/parallel/replica.ts";
import { withExpectedNonce } from "../../../plugin/engine/parallel/sender-lane.ts";
import type { AddressKey, StateView, WriteSet } from "../../../plugin/engine/state/types.ts";
import { findStaleRead } from "../../../plugin/engine/state/validate.ts";
import { accountAfter } from "../../../plugin/engine/state/world-state.ts";
import type { SendableTransaction } from "../../../plugin/engine/types.ts";
import { deployPrograms, programBlock, programChain } from "../../helpers/bytecode-programs.ts";
import { AgreeingEngines, blockPlan, engineOptions } from "../../helpers/random-blocks.ts";
import { writtenOut } from "../../helpers/written-out.ts";

/** Which lower transactions a guess knows, as bits, and whether it foretells the sender's nonce. */
interface GuessPlan {
  readonly known: number;
  readonly foretell: boolean;
}

interface Tally {
  valid: number;
  stale: number;
}

/**
 * Executes every transaction in order, and before that on guesses: states of which some lower transactions are
 * missing. A guess that validation would accept must have come to the same end.
 */
class GuessingExecutor implements BlockExecutor {
  readonly #executor: VmTransactionExecutor;
  readonly #plans: readonly GuessPlan[];
  readonly #tally: Tally;

  constructor(executor: VmTransactionExecutor, plans: readonly GuessPlan[], tally: Tally) {
    this.#executor = executor;
    this.#plans = plans;
    this.#tally = tally;
  }

  async execute(job: BlockJob): Promise<ExecutionRecord> {
    this.#executor.beginBlock(job.environment, job.blockHash);
    const base = new Replica();
    const everything = job.state.subscribe(true);
    base.apply(everything.drain());
    job.state.unsubscribe(everything);
    const written: (WriteSet | undefined)[] = [];
    for (const [index, transaction] of job.transactions.entries()) {
      const guesses: Execution[] = [];
      for (const plan of this.#plans) guesses.push(await this.#guess(base, written, plan, transaction));
      const execution = await this.#executor.execute(transaction, job.state);
      for (const guess of guesses) this.#compare(guess, execution, job.state);
      const admitted = job.admits(index);
      const fate = job.commit(index, admitted ? execution : undefined);
      written.push(fate === "applied" ? execution.writes : undefined);
    }
    return { mode: "sequential", threads: 1, timeline: [] };
  }

  #guess(
    base: Replica,
    written: readonly (WriteSet | undefined)[],
    { known, foretell }: GuessPlan,
    transaction: SendableTransaction,
  ): Promise<Execution> {
    const memory = new MultiVersionMemory(base);
    for (const [lower, writes] of written.entries()) if (known & (1 << lower)) memory.set(lower, writes);
    const view = memory.view(written.length);
    return this.#executor.execute(transaction, foretell ? withExpectedNonce(view, transaction) : view);
  }

  #compare(guess: Execution, execution: Execution, state: StateView): void {
    if (findStaleRead(state, guess) !== undefined) {
      this.#tally.stale += 1;
      return;
    }
    this.#tally.valid += 1;
    assert.deepEqual(writtenOut(guess.outcome), writtenOut(execution.outcome));
    assert.deepEqual(effectOf(guess.writes, execution.writes, state), effectOf(execution.writes, guess.writes, state));
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {}
}

/** What committing `writes` leaves behind, in all places that it or `other` mentions. */
function effectOf(writes: WriteSet, other: WriteSet, state: StateView): object {
  const addresses = (of: (set: WriteSet) => Iterable<AddressKey>): AddressKey[] => [
    ...new Set([...of(writes), ...of(other)]),
  ];
  const accounts = addresses((set) => set.accounts.keys()).map((address) => {
    const write = writes.accounts.get(address);
    const before = state.account(address);
    const wiped = write?.wiped === true && state.hasStorage(address);
    return [address, write === undefined ? before : accountAfter(before, write), wiped];
  });
  const slots = addresses((set) => set.slots.keys()).flatMap((address) => {
    const keys = new Set([...(writes.slots.get(address)?.keys() ?? []), ...(other.slots.get(address)?.keys() ?? [])]);
    const wiped = writes.accounts.get(address)?.wiped === true;
    return [...keys].map((slot) => {
      const before = wiped ? new Uint8Array() : state.slot(address, slot);
      return [address, slot, Uint8Array.from(writes.slots.get(address)?.get(slot) ?? before)];
    });
  });
  const sort = <T extends readonly unknown[]>(rows: T[]): T[] => rows.sort((a, b) => (String(a) < String(b) ? -1 : 1));
  return { accounts: sort(accounts), slots: sort(slots), codes: [...writes.codes.keys()].sort() };
}

const plans = fc.array(fc.record({ known: fc.nat(2 ** 14 - 1), foretell: fc.boolean() }), {
  minLength: 2,
  maxLength: 4,
});

describe("A guess that validation accepts", () => {
  it("has come to the same end as execution in order, for random programs in every hardfork", async () => {
    const tally = { valid: 0, stale: 0 };
    await fc.assert(
      fc.asyncProperty(programChain, plans, async ({ hardfork, contracts, blocks }, plans) => {
        const engine = await Engine.create(
          engineOptions({ hardfork }),
          (executor) => new GuessingExecutor(executor, plans, tally),
        );
        deployPrograms(engine, contracts);
        for (const [index, block] of blocks.entries()) {
          await engine.executeBlock(programBlock(engine, block, BigInt(index + 1)));
        }
        await engine.close();
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 150) },
    );
    assert.ok(tally.valid > 50 && tally.stale > 50, JSON.stringify(tally));
  });

  it("has come to the same end as execution in order, for contracts that Solidity compiled", async () => {
    const tally = { valid: 0, stale: 0 };
    let current: GuessPlan[] = [];
    const engine = await Engine.create(engineOptions({}), (executor) => ({
      execute: (job) => new GuessingExecutor(executor, current, tally).execute(job),
      ready: async () => {},
      close: async () => {},
    }));
    const chain = await AgreeingEngines.create([engine]);
    await fc.assert(
      fc.asyncProperty(fc.array(blockPlan, { minLength: 1, maxLength: 2 }), plans, async (blocks, plans) => {
        chain.reset();
        current = plans;
        for (const block of blocks) await chain.executePlan(block);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 80) },
    );
    await chain.close();
    assert.ok(tally.valid > 50 && tally.stale > 50, JSON.stringify(tally));
  });
});
