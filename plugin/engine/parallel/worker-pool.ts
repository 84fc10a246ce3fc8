import { setTimeout as sleep } from "node:timers/promises";
import type { ResourceLimits } from "node:worker_threads";
import type { ExecutorOptions } from "../executor.ts";
import { ArenaSet } from "./arena-set.ts";
import { CoordinationCosts } from "./coordination-costs.ts";
import { MainPace } from "./main-pace.ts";
import type { StepModule } from "./messages.ts";
import { WorkerThread } from "./worker-thread.ts";

export interface WorkerPoolOptions {
  /** Threads that may be replaced before the pool gives up. */
  readonly maxReplacements?: number;
  /** Memory for the results of one block and peer. Reserved, not used, until results fill it. */
  readonly arenaBytes?: number;
  /** How long the main thread waits for a worker with one transaction before it gives the worker up. */
  readonly stallMilliseconds?: number;
  readonly stepModule?: StepModule;
  readonly resourceLimits?: ResourceLimits;
  readonly warn?: (message: string) => void;
}

const DEFAULT_REPLACEMENTS = 8;
const DEFAULT_STALL_MILLISECONDS = 10_000;
const DEFAULT_ARENA_BYTES = 16 * 1024 * 1024;
const POLL_MILLISECONDS = 2;
/**
 * What threads must have been able to save, in microseconds, before they are started. Starting one takes 100 ms of a
 * core, which has often nothing else to do, and 30 MB; most suites are over before their blocks would have gained as much.
 */
const WORTH_STARTING = 50_000;
const START_MILLISECONDS = 30_000;
/** So many threads that were lost before they had loaded their modules are enough. */
const MOST_FAILED_STARTS = 3;

interface Lateness {
  readonly fault: string;
  readonly at: number | undefined;
  readonly since: number;
}

/**
 * The worker threads of a process. They are started in the background when blocks want them, kept, shared by engines, and
 * replaced when they are lost; a pool that loses too many gives up, and blocks are executed on the main thread alone.
 */
export class WorkerPool {
  /** As far as any engine has learnt them. */
  readonly costs = new CoordinationCosts();
  /** Of all engines: the code that is compiled is the same. */
  readonly mainPace = new MainPace();
  readonly #options: WorkerPoolOptions;
  readonly #threads: WorkerThread[] = [];
  readonly #engines = new Map<number, ExecutorOptions>();
  readonly #arenaSets: ArenaSet[] = [];
  /** Threads that may hang, and since when. */
  readonly #late = new WeakMap<WorkerThread, Lateness>();
  #replacementsLeft: number;
  #started = 0;
  /** In a row. */
  #failedStarts = 0;
  /** Number of threads that there should be. */
  #wanted = 0;
  /** Microseconds that blocks would have been done sooner, had there been threads. */
  #missed = 0;
  #closed = false;

  constructor(options: WorkerPoolOptions = {}) {
    this.#options = options;
    this.#replacementsLeft = options.maxReplacements ?? DEFAULT_REPLACEMENTS;
  }

  /** Makes sure that there are `count` threads soon: they start in the background. */
  grow(count: number): void {
    this.#wanted = Math.max(this.#wanted, count);
    while (!this.#closed && !this.hasGivenUp && this.#threads.length < this.#wanted) this.#start();
  }

  /**
   * A block had no threads. They are started when what blocks have missed is worth it.
   *
   * @param microseconds that `count` threads would have saved
   */
  miss(count: number, microseconds: number): void {
    this.#missed += microseconds;
    if (this.#missed >= WORTH_STARTING) this.grow(count);
  }

  /** Too many threads were lost. */
  get hasGivenUp(): boolean {
    return this.#replacementsLeft < 0;
  }

  /** Up to `count` threads that can take part in a block now. */
  free(count: number): WorkerThread[] {
    this.#checkProgress();
    return this.#threads.filter((thread) => thread.isFree).slice(0, count);
  }

  get stallMilliseconds(): number {
    return this.#options.stallMilliseconds ?? DEFAULT_STALL_MILLISECONDS;
  }

  /** Waits, for a limited time, until every thread that was started has dealt with all it was sent, or is lost for good. */
  async settled(): Promise<void> {
    // A timer keeps the process alive meanwhile, which the threads do not.
    for (let waited = 0; waited < START_MILLISECONDS; waited += POLL_MILLISECONDS) {
      this.#checkProgress();
      if (this.#threads.every((thread) => thread.isReady && thread.backlog === 0)) return;
      await sleep(POLL_MILLISECONDS);
    }
  }

  /** Tells all threads, also those to come, of an engine that blocks will come from. */
  addEngine(engine: number, options: ExecutorOptions): void {
    this.#engines.set(engine, options);
    for (const thread of this.#threads) thread.post({ kind: "engine", engine, options });
  }

  removeEngine(engine: number): void {
    this.#engines.delete(engine);
    for (const thread of this.#threads) thread.post({ kind: "forget", engine });
  }

  /** Memory for a block that these threads and the main thread execute. */
  arenaSet(threads: readonly WorkerThread[]): ArenaSet {
    const peers = threads.length + 1;
    for (const set of this.#arenaSets) if (set.arenas.length >= peers && set.open(threads)) return set;
    const set = new ArenaSet(peers, this.#options.arenaBytes ?? DEFAULT_ARENA_BYTES);
    set.open(threads);
    this.#arenaSets.push(set);
    return set;
  }

  /** Stops all threads, and waits for those that are at work. */
  async close(): Promise<void> {
    this.#closed = true;
    // One that is loading its modules ends as soon as it notices, which takes as long as the module at hand.
    const working = this.#threads.filter((thread) => thread.isReady);
    for (const thread of this.#threads) if (!working.includes(thread)) void thread.stop();
    this.#threads.length = 0;
    await Promise.all(working.map((thread) => thread.stop()));
  }

  // A thread that hangs without a transaction is waited for by nobody: it shows by staying with what it does.
  #checkProgress(): void {
    for (const thread of [...this.#threads]) {
      const { fault, at } = this.#overdue(thread) ?? {};
      const late = this.#late.get(thread);
      if (fault === undefined) this.#late.delete(thread);
      else if (late?.fault !== fault || late.at !== at) this.#late.set(thread, { fault, at, since: performance.now() });
      else if (performance.now() - late.since > this.stallMilliseconds) thread.giveUp(fault);
    }
  }

  /** What is to be said of the thread if it stays as it is, and how far it is. */
  #overdue({ leaseSerial, isReady, backlog, handled }: WorkerThread): { fault: string; at: number } | undefined {
    if (leaseSerial !== 0) {
      const isOver = !this.#arenaSets.some((set) => set.isOpenFor(leaseSerial));
      return isOver ? { fault: "did not leave a block that was over", at: leaseSerial } : undefined;
    }
    return isReady && backlog > 0 ? { fault: "did not deal with a message", at: handled } : undefined;
  }

  #start(): void {
    this.#started += 1;
    try {
      const thread = new WorkerThread(`hardhat-parallel ${this.#started}`, {
        stepModule: this.#options.stepModule,
        resourceLimits: this.#options.resourceLimits,
        onLost: (lost, reason) => this.#replace(lost, reason),
      });
      for (const [engine, options] of this.#engines) thread.post({ kind: "engine", engine, options });
      this.#threads.push(thread);
    } catch (error) {
      // No thread at all can be had here: trying again would not help.
      this.#giveUp(`Worker threads cannot be started (${error}): blocks are executed on the main thread.`);
    }
  }

  #replace(lost: WorkerThread, reason: string): void {
    const index = this.#threads.indexOf(lost);
    if (index >= 0) this.#threads.splice(index, 1);
    if (this.#closed || this.hasGivenUp) return;
    if (lost.hasStarted) this.#replaceStarted(reason);
    else this.#startAgain(reason);
  }

  #replaceStarted(reason: string): void {
    this.#replacementsLeft -= 1;
    if (this.hasGivenUp) {
      this.#giveUp(
        `A worker thread ${reason}. Too many were lost: blocks are executed on the main thread from now on.`,
      );
      return;
    }
    this.#warn(
      `A worker thread ${reason}. No block is affected: the main thread does its work, another one is started.`,
    );
    this.#start();
  }

  // What keeps one thread from starting keeps all of them: there is one thing to say of it, not one for each thread.
  #startAgain(reason: string): void {
    this.#failedStarts = this.#threads.some((thread) => thread.isReady) ? 1 : this.#failedStarts + 1;
    if (this.#failedStarts < MOST_FAILED_STARTS) {
      this.#start();
      return;
    }
    this.#giveUp(`Worker threads cannot be started (the last one ${reason}): blocks are executed on the main thread.`);
  }

  #giveUp(message: string): void {
    this.#replacementsLeft = -1;
    for (const thread of this.#threads.splice(0)) void thread.stop();
    this.#warn(message);
  }

  #warn(message: string): void {
    const { warn } = this.#options;
    if (warn === undefined) process.emitWarning(message, "HardhatParallelWarning");
    else warn(message);
  }
}
