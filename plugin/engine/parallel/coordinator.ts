import type { Abort } from "../access/types.ts";
import type { BlockJob } from "../block-executor.ts";
import type { Execution } from "../execution.ts";
import { MissingStateError } from "../state/missing-state.ts";
import type { ReadSet, StateView, WriteSet } from "../state/types.ts";
import { findStaleRead } from "../state/validate.ts";
import { Peer, type PeerOptions } from "./peer.ts";
import type { ExecutionTiming } from "./result-log.ts";
import { FIRST_RESULT, MAIN, NOTHING } from "./shared-block.ts";
import { now, type Timeline } from "./timeline.ts";

/** The threads that help with a block, as far as the one that commits must know them. */
export interface Crew {
  /** The peer will never publish again: it died, or was given up. */
  isLost(peer: number): boolean;
  /**
   * Waits for the result of a transaction that `owner` claimed: until it may be there, or the owner is lost, or some
   * time has passed, at most `microseconds`. An owner that does not make progress at all becomes lost here.
   */
  wait(transaction: number, owner: number, microseconds: number): Promise<void>;
}

/** Learns which transactions are not worth executing ahead of their turn. */
export interface SpeculationAdviser {
  /** The result executed ahead of its turn could be committed. */
  held(transaction: number): void;
  /** It could not. @returns transactions of the block that are better left to the main thread from now on. */
  failed(transaction: number): Iterable<number>;
}

/** Limits what other threads may cost the main thread, in microseconds. */
export interface SpeculationBudget {
  /** They have cost so much that the main thread had better go on alone. */
  readonly isSpent: boolean;
  /** The main thread did something that it would not have to do alone. */
  spend(microseconds: number): void;
  /** It need not execute the transaction, as another thread has. */
  save(transaction: number, timing: ExecutionTiming): void;
  /** How long another thread's result of the transaction is worth waiting for, when there is nothing else to do. */
  patience(transaction: number): number;
}

export type CoordinatorOptions = Omit<PeerOptions, "id" | "base"> & {
  /** Executes a transaction on the state of which every lower one is part. */
  readonly executeInOrder: (transaction: number, state: StateView) => Promise<Execution>;
  readonly job: Pick<BlockJob, "state" | "admits" | "commit">;
  readonly crew: Crew;
  readonly timeline: Timeline;
  readonly adviser: SpeculationAdviser;
  /** Absent: other threads may cost whatever they do, and are waited for as long as it takes. */
  readonly budget?: SpeculationBudget;
};

/** What a block has taken the main thread besides executing, in microseconds. */
export interface CoordinatorCosts {
  /** Reading and validating what other threads executed. */
  readonly guesses: number;
  /** Number of those. */
  readonly guessCount: number;
  readonly commits: number;
}

/** An execution ahead of its turn; the outcome is decoded only when it is needed. */
interface Guess {
  readonly reads: ReadSet;
  readonly writes: WriteSet;
  readonly timing: ExecutionTiming;
  /** When this thread began to read what another one has executed. */
  readonly began?: number;
  outcome(): Execution["outcome"];
}

/**
 * The main thread's part in a block: commits every transaction in preset order, and executes like any other peer while
 * the next one to commit is not there yet.
 *
 * A result is committed only when every value it read is the committed one; else the transaction is executed again, on
 * the committed state itself. Hence whatever the other threads did, and whether they live or not, the outcome is that
 * of sequential execution: a wrong guess costs time, never the result.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #peer: Peer;
  /** Results of this thread, which need no decoding and may have found no room in the arena. */
  readonly #own = new Map<number, Guess>();
  /** The transaction that was last waited for, and until when at most. */
  #awaited = { transaction: -1, until: 0 };
  #guesses = 0;
  #guessCount = 0;
  #commits = 0;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#peer = new Peer({ ...options, id: MAIN, base: options.job.state });
  }

  /** What coordination has taken this thread so far. */
  get costs(): CoordinatorCosts {
    return { guesses: this.#guesses, guessCount: this.#guessCount, commits: this.#commits };
  }

  /** Resolves when every transaction is committed. Rejects with what `commit` or `execute` throws. */
  async run(): Promise<void> {
    const { block, step } = this.#options;
    let transaction = block.first;
    while (transaction < block.size) {
      if (step !== undefined) await step("validate", transaction);
      if (await this.#advance(transaction)) transaction += 1;
    }
  }

  /** One step towards the commit of the lowest transaction that is not committed. True when it is. */
  async #advance(transaction: number): Promise<boolean> {
    const { block, crew, job, step, timeline } = this.#options;
    // Nothing more is claimed then: what is claimed already is used if it is there in time.
    if (this.#options.budget?.isSpent === true && !block.closed) block.close();
    if (!job.admits(transaction)) {
      await this.#commit(transaction, undefined, NOTHING);
      return true;
    }
    const guess = this.#guess(transaction);
    if (guess !== undefined) {
      await this.#commitGuess(transaction, guess);
      return true;
    }
    if (block.pointer(transaction) === NOTHING || block.take(transaction)) {
      await this.#executeInOrder(transaction);
      return true;
    }
    const owner = block.owner(transaction) as number;
    if (crew.isLost(owner)) {
      const noticed = now();
      timeline.add(transaction, { worker: owner, start: noticed, end: noticed }, { reason: "worker-lost" });
      await this.#executeInOrder(transaction);
      return true;
    }
    if (await this.#useTheTime()) return false;
    const left = this.#patienceLeft(transaction);
    if (left <= 0) {
      // Whatever its owner will publish is not looked at any more.
      await this.#executeInOrder(transaction);
      return true;
    }
    if (step !== undefined) await step("wait", transaction);
    const began = now();
    await crew.wait(transaction, owner, left);
    this.#options.budget?.spend(now() - began);
    return false;
  }

  /** While somebody else still executes the transaction to commit: works ahead. False when there is nothing to do. */
  async #useTheTime(): Promise<boolean> {
    const ahead = this.#peer.claim();
    if (ahead === undefined) return this.#peer.prepareNext();
    // It would have to be executed in its turn as well: that costs nothing, unless it turns out wrong.
    const result = await this.#peer.speculate(ahead);
    if (result === undefined) return true;
    const { reads, writes, outcome } = result.execution;
    this.#own.set(ahead, { reads, writes, timing: result.timing, outcome: () => outcome });
    return true;
  }

  /** Microseconds for which the transaction may still be waited for. */
  #patienceLeft(transaction: number): number {
    const { budget } = this.#options;
    if (budget === undefined) return Number.POSITIVE_INFINITY;
    if (this.#awaited.transaction !== transaction) {
      this.#awaited = { transaction, until: now() + budget.patience(transaction) };
    }
    return budget.isSpent ? 0 : this.#awaited.until - now();
  }

  #guess(transaction: number): Guess | undefined {
    const own = this.#own.get(transaction);
    if (own !== undefined) {
      this.#own.delete(transaction);
      return own;
    }
    const { block, log } = this.#options;
    const pointer = block.pointer(transaction);
    if (pointer < FIRST_RESULT) return undefined;
    const began = now();
    const stored = log.open(pointer);
    return {
      began,
      reads: stored.reads(),
      writes: stored.writes(),
      timing: stored.timing,
      outcome: () => stored.outcome(),
    };
  }

  async #commitGuess(transaction: number, guess: Guess): Promise<void> {
    const { adviser, block, budget, job, timeline } = this.#options;
    const { began, timing } = guess;
    const stale = staleReadOf(job.state, guess);
    if (stale !== undefined) {
      budget?.spend(began === undefined ? timing.end - timing.start : now() - began);
      timeline.add(transaction, guess.timing, { reason: "stale-read", key: stale });
      for (const later of adviser.failed(transaction)) block.leaveToMain(later);
      await this.#executeInOrder(transaction);
      return;
    }
    adviser.held(transaction);
    const execution = { reads: guess.reads, writes: guess.writes, outcome: guess.outcome() };
    if (began !== undefined) {
      const taken = now() - began;
      this.#guesses += taken;
      this.#guessCount += 1;
      budget?.spend(taken);
      budget?.save(transaction, timing);
    }
    timeline.add(transaction, guess.timing, abortOf(execution));
    await this.#commit(transaction, execution, block.pointer(transaction));
  }

  /** Every lower transaction is committed: what this execution reads is final. */
  async #executeInOrder(transaction: number): Promise<void> {
    const { block, executeInOrder, job, log, prepare, step, timeline } = this.#options;
    if (step !== undefined) await step("execute", transaction);
    prepare?.(transaction);
    const start = now();
    const execution = await executeInOrder(transaction, job.state);
    const timing = { worker: MAIN, start, end: now() };
    timeline.add(transaction, timing, abortOf(execution));
    // Whoever claimed the last transaction has taken in all that it will.
    const pointer =
      block.allClaimed || block.closed ? NOTHING : (log.appendWrites(execution.writes, timing) ?? NOTHING);
    await this.#commit(transaction, execution, pointer);
  }

  async #commit(transaction: number, execution: Execution | undefined, pointer: number): Promise<void> {
    const { block, job, step } = this.#options;
    if (step !== undefined) await step("commit", transaction);
    const began = now();
    const applied = job.commit(transaction, execution) === "applied";
    this.#commits += now() - began;
    // A transaction that was left out may have been published, with writes that must not be read any more.
    block.settle(transaction, applied ? pointer : NOTHING);
    this.#peer.rebase(transaction, applied ? execution?.writes : undefined);
  }
}

/** A value that is not known any more, of a state kept elsewhere, was right for another branch of the chain only. */
function staleReadOf(state: StateView, guess: Guess): string | undefined {
  try {
    return findStaleRead(state, guess);
  } catch (error) {
    if (error instanceof MissingStateError) return "state:unknown";
    throw error;
  }
}

function abortOf(execution: Execution): Abort | undefined {
  return execution.outcome.kind === "invalid" ? { reason: "invalid" } : undefined;
}
