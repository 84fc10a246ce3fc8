import type { TimelineEntry } from "../access/types.ts";
import type { CoordinationCosts } from "./coordination-costs.ts";
import type { CoordinatorCosts } from "./coordinator.ts";
import { CostModel } from "./cost-model.ts";
import { GainWatch } from "./gain-watch.ts";
import { type BlockAdviser, ConflictPredictor } from "./predictor.ts";
import { RunningMean } from "./running-mean.ts";

/** Share of a block's time that several threads must be expected to save: less is within what is not foreseen. */
const LEAST_SHARE = 0.05;
/** The rate of one other thread that is as fast as the main thread. */
const AS_FAST = 1;
/** Share of the time of blocks executed by one thread that others may cost by practising. */
const PRACTICE_SHARE = 0.02;
/** What other threads save by recovering the sender of a transaction, before it was measured, in microseconds. */
const USUAL_RECOVERY_SAVING = 20;

/** The block, or the rest of it, that is planned. */
export interface PlanInput {
  /** Of all transactions, see `kindOf`. */
  readonly kinds: readonly string[];
  readonly adviser: BlockAdviser;
  /** What other threads do in the time in which the main thread does one, all together. See `ThreadPace`. */
  readonly rate: number;
  /** Number of transactions below which threads are not worth calling. */
  readonly least: number;
  /** Number of keys of the state that the threads would have to be told, see `ThreadCaller`. */
  readonly lag?: number;
  /** Number of transactions whose senders other threads recover meanwhile; 0 unless set. */
  readonly unrecovered?: number;
  /** Transactions of the block that are executed already: the lowest ones. */
  readonly executed?: readonly TimelineEntry[];
  /** The lowest transaction that is to be executed; 0 unless set. */
  readonly first?: number;
}

interface Prospect {
  /** Transactions that the main thread had better execute itself, and the time of the others. */
  readonly inOrder: readonly number[];
  readonly elsewhere: number;
  /** Time of all. */
  readonly work: number;
  /** There are enough others. */
  readonly enough: boolean;
}

/** What a block on several threads has shown, in microseconds. */
export interface ParallelExperience {
  readonly kinds: readonly string[];
  readonly entries: readonly TimelineEntry[];
  /** Of a worker, see `ThreadPace`. */
  readonly slowness: (worker: number) => number;
  /** Of the plan. */
  readonly work: number;
  /** From the beginning to the end of the block; undefined when several threads were called in the middle of it. */
  readonly whole: number | undefined;
  /** To call them, who lacked so many keys of the state. */
  readonly call: number;
  readonly lag: number;
  readonly costs: CoordinatorCosts;
}

/** What of a block is worth executing on several threads. */
export interface BlockPlan {
  /**
   * By whom the block had better be executed. "undecided": too little is known of its transactions. Some of them,
   * executed in order, will show.
   */
  readonly by: "several" | "one" | "undecided";
  /** Transactions that the main thread had better execute itself, each in its turn. */
  readonly inOrder: readonly number[];
  /**
   * Whether several threads are expected to be faster: at the pace that they have ("now"; one thread may execute such a
   * block to compare), or if they were as fast as the main thread ("later").
   */
  readonly gain: "now" | "later" | "never";
  /** Microseconds of all its executions, as far as is known; 0 where too little is. */
  readonly work: number;
}

/**
 * Plans blocks by what was measured of the ones before: how long each kind of transaction takes, what it takes to have
 * it executed elsewhere, how fast other threads are, which kinds conflict, and whether several threads gain anything
 * at all.
 */
export class BlockPlanner {
  readonly #predictor = new ConflictPredictor();
  readonly #costs: CostModel;
  readonly #watch = new GainWatch();
  readonly #fixedLeastTime: number | undefined;
  /** Microseconds; below zero while practice has cost more than it may. */
  #savedForPractice = 0;
  /** Microseconds for each transaction of a block. */
  readonly #recoverySaving = new RunningMean(USUAL_RECOVERY_SAVING);

  /**
   * @param leastTime microseconds from which on a transaction is executed on any thread, whatever was measured.
   * @param coordination what other threads cost the main thread, as far as other engines have learnt it.
   */
  constructor(leastTime: number | undefined, coordination?: CoordinationCosts) {
    this.#fixedLeastTime = leastTime;
    this.#costs = new CostModel(coordination);
  }

  /** Everything is decided by `leastTime`, nothing by measuring. */
  get isFixed(): boolean {
    return this.#fixedLeastTime !== undefined;
  }

  /** To be had once for each block. */
  adviserOf(kinds: readonly string[]): BlockAdviser {
    return this.#predictor.forBlock(kinds);
  }

  /** Microseconds that such a transaction takes the main thread; undefined when it has not executed any yet. */
  mainTime(kind: string): number | undefined {
    return this.#costs.mainTime(kind);
  }

  plan(input: PlanInput): BlockPlan {
    const prospect = this.#prospect(input);
    if (prospect === undefined) return { by: "undecided", inOrder: [], gain: "later", work: 0 };
    const { inOrder, work } = prospect;
    if (this.#isWorthIt(prospect, input)) {
      return { by: this.isFixed || this.#watch.admits() ? "several" : "one", inOrder, gain: "now", work };
    }
    const later = this.#isWorthIt(prospect, { ...input, rate: AS_FAST, lag: 0 });
    return { by: "one", inOrder, gain: later ? "later" : "never", work };
  }

  /**
   * Asked once for each block that one thread executes while others could practise, in `work` microseconds. True now and
   * then, so that what it costs takes no more than a small share of all those blocks: calling them, and the senders
   * that they do not recover meanwhile.
   *
   * @param unrecovered number of senders that they would have recovered otherwise, see `missRecovery`.
   */
  affordsPractice(work: number, lag: number, unrecovered: number): boolean {
    this.#savedForPractice += PRACTICE_SHARE * work;
    const call = this.#costs.coordination.call(lag);
    if (this.#savedForPractice < call + unrecovered * this.#recoverySaving.value) return false;
    // What is saved for one time does not allow several in a row.
    this.#savedForPractice = 0;
    return true;
  }

  /** Other threads have recovered senders of a block of so many transactions, and saved so many microseconds. */
  learnRecovery(saved: number, transactions: number): void {
    this.#recoverySaving.add(saved / transactions);
  }

  /** Threads that practise did not recover the senders of so many transactions. */
  missRecovery(transactions: number): void {
    this.#savedForPractice -= transactions * this.#recoverySaving.value;
  }

  /**
   * What threads would save of a block that has none, in microseconds, as far as conflicts allow: 0 when they would not
   * be called, undefined when most of its transactions are of kinds that were not executed yet.
   *
   * @param threads that could take part, the main thread included.
   * @param least see `PlanInput`.
   */
  gain(kinds: readonly string[], adviser: BlockAdviser, threads: number, least: number): number | undefined {
    const prospect = this.#prospect({ kinds, adviser, least });
    if (prospect === undefined) return undefined;
    if (!this.#isWorthIt(prospect, { rate: threads - 1 })) return 0;
    return Number.isFinite(prospect.elsewhere) ? savingOf(prospect.elsewhere, threads - 1) : undefined;
  }

  /** Transactions were executed in order. */
  learnTimes(kinds: readonly string[], timeline: readonly TimelineEntry[]): void {
    this.#costs.learn(kinds, timeline);
  }

  /**
   * A block was executed by one thread, and its times are learnt.
   *
   * @param whole microseconds of the block.
   */
  learnSequential(input: Pick<PlanInput, "kinds" | "adviser" | "least">, whole: number): void {
    const prospect = this.#prospect(input);
    if (prospect === undefined || prospect.work <= 0 || !this.#isWorthIt(prospect, { rate: AS_FAST })) return;
    this.#watch.learnSequential(prospect.work, whole);
  }

  /** @param microseconds that it took to call threads, who lacked so many keys of the state. */
  learnCall(microseconds: number, lag: number): void {
    this.#costs.coordination.learnCall(microseconds, lag);
  }

  /** A block was executed by several. */
  learnParallel({ kinds, entries, slowness, work, whole, call, lag, costs }: ParallelExperience): void {
    this.#costs.learn(kinds, entries, slowness);
    this.learnCall(call, lag);
    this.#costs.coordination.learnGuesses(costs);
    if (Number.isFinite(work) && work > 0 && whole !== undefined) this.#watch.learnParallel(work, whole);
  }

  /** What there is to do, as far as it can be told, and by whom it could be done. */
  #prospect({ kinds, adviser, least, executed = [], first = 0 }: Omit<PlanInput, "rate">): Prospect | undefined {
    const times = this.#times(kinds, first, executed);
    if (times === undefined) return undefined;
    const conflicting = new Set(adviser.inOrder());
    const leastTime = this.#fixedLeastTime ?? this.#costs.leastTime;
    const inOrder: number[] = [];
    let elsewhere = 0;
    let work = 0;
    for (const [offset, time] of times.entries()) {
      work += time;
      if (conflicting.has(first + offset) || time < leastTime) inOrder.push(first + offset);
      else elsewhere += time;
    }
    return { inOrder, elsewhere, work, enough: times.length - inOrder.length >= least };
  }

  /** Do other threads save enough, besides what they save by recovering senders anyway? */
  #isWorthIt(
    { elsewhere, work, enough }: Prospect,
    { rate, lag = 0, unrecovered = 0 }: Pick<PlanInput, "rate" | "lag" | "unrecovered">,
  ): boolean {
    if (!enough || this.isFixed) return enough;
    const recovery = unrecovered * this.#recoverySaving.value;
    const saving = savingOf(elsewhere + recovery, rate) - recovery;
    return saving >= Math.max(this.#costs.leastGain(lag), LEAST_SHARE * work);
  }

  /**
   * Microseconds of each transaction from `first` on: what is not known is as long as the others. Undefined where
   * most of them are not known and none of the block was executed.
   */
  #times(kinds: readonly string[], first: number, executed: readonly TimelineEntry[]): number[] | undefined {
    const times = kinds.slice(first).map((kind) => this.#costs.estimate(kind));
    const known = times.filter((time) => time !== undefined);
    const usual = known.length * 2 > times.length ? mean(known) : mean(executed.map(({ start, end }) => end - start));
    if (usual === undefined && !this.isFixed) return undefined;
    return times.map((time) => time ?? usual ?? Number.POSITIVE_INFINITY);
  }
}

/** What other threads save of a time that they share with the main thread. */
function savingOf(time: number, rate: number): number {
  return (time * rate) / (1 + rate);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
