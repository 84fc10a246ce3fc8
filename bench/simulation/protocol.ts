/** A transaction as the simulation sees it. Times in any unit, the same everywhere. */
export interface SimulatedTransaction {
  /** Time to execute it. */
  readonly execution: number;
  /** Lower transactions that last wrote what it reads: executed before one of them is known, it must be executed again. */
  readonly dependencies: readonly number[];
}

/** What the protocol costs besides executions. */
export interface ProtocolCosts {
  /** To take in the published result of one other peer. */
  readonly takeIn: number;
  /** To write a result where others can read it. */
  readonly publish: number;
  /** To read another peer's result and compare what it relied on with the committed state. */
  readonly validate: number;
  /** To apply a result and make its receipt and record. */
  readonly commit: number;
}

/** Says which transactions are not worth guessing, as `ConflictPredictor` does. */
export interface Adviser {
  readonly inOrder: Iterable<number>;
  held(transaction: number): void;
  failed(transaction: number): Iterable<number>;
}

/** How a block went. */
export interface Simulation {
  /** Until the last commit. */
  readonly makespan: number;
  /** Of the main thread: validating, committing, and publishing what it executed itself. */
  readonly coordination: number;
  /** Executions that had to be repeated. */
  readonly aborts: number;
  /** Transactions that the main thread executed in their turn, aborted ones included. */
  readonly inOrder: number;
}

/** Everybody guesses everything. */
export const NO_ADVICE: Adviser = { inOrder: [], held() {}, failed: () => [] };

const MAIN = 0;

/** One result of one transaction: a guess, or that of an execution in order. */
interface Version {
  readonly since: number;
  readonly author: number;
  /** Versions that the execution saw of its dependencies; undefined where there was none yet. */
  readonly saw: readonly (Version | undefined)[];
}

interface Peer {
  readonly id: number;
  /** When it will have done what it is doing. */
  free: number;
  /** The version of each transaction that it took in last. */
  readonly seen: (Version | undefined)[];
}

/**
 * Simulates, event by event, how `plugin/engine/parallel` executes a block on a number of threads: `Peer` claims in
 * order, takes in, executes and publishes; `Coordinator` on the main thread validates and commits in order, executes
 * again what does not hold, and executes ahead while the next result is not there (Block-STM, Gelashvili et al.,
 * PPoPP'23, with one committing thread).
 *
 * What it leaves out: threads that wait for memory, for one another's caches or for the collection of garbage, and the
 * time in which a sleeping thread wakes up. It is therefore a bound from above for what more cores would give.
 *
 * @param threads the main thread included, at least 1.
 */
export function simulate(
  transactions: readonly SimulatedTransaction[],
  costs: ProtocolCosts,
  threads: number,
  adviser: Adviser = NO_ADVICE,
): Simulation {
  return new ProtocolRun(transactions, costs, threads, adviser).run();
}

class ProtocolRun {
  readonly #transactions: readonly SimulatedTransaction[];
  readonly #costs: ProtocolCosts;
  readonly #adviser: Adviser;
  readonly #peers: readonly Peer[];
  readonly #owners: (number | "in order" | undefined)[];
  /** The version that is or will be published of each transaction. */
  readonly #published: (Version | undefined)[];
  #next = 0;
  #committed = 0;
  #coordination = 0;
  #aborts = 0;
  #inOrder = 0;

  constructor(transactions: readonly SimulatedTransaction[], costs: ProtocolCosts, threads: number, adviser: Adviser) {
    this.#transactions = transactions;
    this.#costs = costs;
    this.#adviser = adviser;
    this.#peers = Array.from({ length: threads }, (_, id) => ({ id, free: 0, seen: [] }));
    this.#owners = Array(transactions.length).fill(undefined);
    this.#published = Array(transactions.length).fill(undefined);
    this.#leaveToMain(adviser.inOrder);
  }

  run(): Simulation {
    const main = this.#peers[MAIN] as Peer;
    while (this.#committed < this.#transactions.length) {
      const peer = this.#peers.reduce((earliest, peer) => (peer.free < earliest.free ? peer : earliest));
      if (peer === main) this.#advance(main);
      else this.#help(peer);
    }
    return {
      makespan: main.free,
      coordination: this.#coordination,
      aborts: this.#aborts,
      inOrder: this.#inOrder,
    };
  }

  #help(peer: Peer): void {
    const transaction = this.#claim(peer);
    if (transaction === undefined) peer.free = Number.POSITIVE_INFINITY;
    else this.#guess(peer, transaction);
  }

  #advance(main: Peer): void {
    const transaction = this.#committed;
    const guess = this.#visible(transaction, main.free);
    if (guess !== undefined) {
      this.#commitGuess(main, transaction, guess);
      return;
    }
    const owner = this.#owners[transaction];
    if (owner === undefined || owner === "in order") {
      this.#owners[transaction] = MAIN;
      this.#executeInOrder(main, transaction);
      return;
    }
    const ahead = this.#claim(main);
    if (ahead !== undefined) this.#guess(main, ahead);
    else main.free = (this.#published[transaction] as Version).since;
  }

  #commitGuess(main: Peer, transaction: number, guess: Version): void {
    if (guess.author !== MAIN) this.#coordinate(main, this.#costs.validate);
    const { dependencies } = this.#transactions[transaction] as SimulatedTransaction;
    if (dependencies.every((lower, index) => this.#published[lower] === guess.saw[index])) {
      this.#adviser.held(transaction);
      this.#coordinate(main, this.#costs.commit);
      this.#committed += 1;
      return;
    }
    this.#aborts += 1;
    this.#leaveToMain(this.#adviser.failed(transaction));
    this.#executeInOrder(main, transaction);
  }

  #executeInOrder(main: Peer, transaction: number): void {
    this.#inOrder += 1;
    main.free += (this.#transactions[transaction] as SimulatedTransaction).execution;
    this.#coordinate(main, this.#costs.publish + this.#costs.commit);
    const version = { since: main.free, author: MAIN, saw: [] };
    this.#published[transaction] = version;
    main.seen[transaction] = version;
    this.#committed += 1;
  }

  #guess(peer: Peer, transaction: number): void {
    const { execution, dependencies } = this.#transactions[transaction] as SimulatedTransaction;
    const start = peer.free;
    const saw = dependencies.map((lower) => this.#visible(lower, start));
    // The main thread's own memory is the committed state: it takes in only what is not committed yet.
    const from = peer.id === MAIN ? this.#committed : 0;
    for (let lower = from; lower < transaction; lower++) {
      const version = this.#visible(lower, start);
      if (version === undefined || version === peer.seen[lower]) continue;
      peer.seen[lower] = version;
      peer.free += this.#costs.takeIn;
    }
    peer.free += execution + this.#costs.publish;
    const version = { since: peer.free, author: peer.id, saw };
    this.#published[transaction] = version;
    peer.seen[transaction] = version;
  }

  #visible(transaction: number, time: number): Version | undefined {
    const version = this.#published[transaction];
    return version !== undefined && version.since <= time ? version : undefined;
  }

  #claim(peer: Peer): number | undefined {
    while (this.#next < this.#transactions.length) {
      const transaction = this.#next;
      this.#next += 1;
      if (this.#owners[transaction] !== undefined) continue;
      this.#owners[transaction] = peer.id;
      return transaction;
    }
    return undefined;
  }

  #leaveToMain(transactions: Iterable<number>): void {
    for (const transaction of transactions) this.#owners[transaction] ??= "in order";
  }

  #coordinate(main: Peer, time: number): void {
    main.free += time;
    this.#coordination += time;
  }
}
