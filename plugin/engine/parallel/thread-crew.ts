import { setImmediate as eventLoopTurn } from "node:timers/promises";
import type { Crew } from "./coordinator.ts";
import { type SharedBlock, UNPUBLISHED } from "./shared-block.ts";
import { now } from "./timeline.ts";
import type { WorkerThread } from "./worker-thread.ts";

const SPINS = 200;
const SLEEP_MILLISECONDS = 1;
/** News of a thread's death comes through the event loop: it gets a turn after so many sleeps. */
const SLEEPS_PER_TURN = 4;

/** The worker threads that help with one block. */
export class ThreadCrew implements Crew {
  readonly #threads: readonly WorkerThread[];
  readonly #block: SharedBlock;
  readonly #stallMilliseconds: number;
  #waitingFor = -1;
  #since = 0;
  #sleeps = 0;

  /** @param threads the thread of peer n is the one at n - 1. */
  constructor(threads: readonly WorkerThread[], block: SharedBlock, stallMilliseconds: number) {
    this.#threads = threads;
    this.#block = block;
    this.#stallMilliseconds = stallMilliseconds;
  }

  isLost(peer: number): boolean {
    return this.#threads[peer - 1]?.isLost ?? true;
  }

  async wait(transaction: number, owner: number, microseconds: number): Promise<void> {
    for (let spin = 0; spin < SPINS; spin++) if (this.#block.pointer(transaction) !== UNPUBLISHED) return;
    if (this.#waitingFor !== transaction) {
      this.#waitingFor = transaction;
      this.#since = now();
      this.#sleeps = 0;
    }
    this.#block.wait(transaction, Math.min(SLEEP_MILLISECONDS, microseconds / 1000));
    this.#sleeps += 1;
    if (this.#sleeps % SLEEPS_PER_TURN === 0) await eventLoopTurn();
    const waited = (now() - this.#since) / 1000;
    if (waited < this.#stallMilliseconds || this.#block.pointer(transaction) !== UNPUBLISHED) return;
    this.#threads[owner - 1]?.giveUp(`made no progress on a transaction for ${Math.round(waited)} ms`);
  }
}
