/** A transaction as the simulation sees it. Times in any unit, the same everywhere. */
export interface SimulatedTransaction {
  /** Time to execute it. */
  readonly execution: number;
  /** Lower transactions that last wrote what it reads: executed before one of them is known, it must be executed again. */
  readonly dependencies: readonly number[];
}

/** What the protocol costs besides executions, for one transaction. */
export interface ProtocolCosts {
  /** To decode it: the main thread does so with all of them before anything else. */
  readonly decode: number;
  /** To recover its sender, which any thread may do; 0 where senders are known. */
  readonly recover: number;
  /** To take in the published result of one other peer. */
  readonly takeIn: number;
  /** To write a result where others can read it. */
  readonly publish: number;
  /** To write of a result of the main thread what others need to execute on it. */
  readonly share: number;
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
  /** Of the main thread: decoding, validating, committing, and publishing what it executed itself. */
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
 * Simulates, event by event, how `plugin/engine/parallel` executes a block on a number of threads: `Peer` recovers
 * senders in order and claims behind them, takes in, executes and publishes; `Coordinator` on the main thread validates
 * and commits in order, executes again what does not hold, and executes or recovers ahead while the next result is not
 * there (Block-STM, Gelashvili et al., PPoPP'23, with one committing thread).
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
  /** When the sender of each transaction is known, as far as that is claimed. */
  readonly #recovered: number[] = [];
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
    this.#coordinate(main, this.#costs.decode * this.#transactions.length);
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
    if (transaction !== undefined) this.#guess(peer, transaction);
    else if (!this.#recoverNext(peer)) peer.free = Number.POSITIVE_INFINITY;
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
      if (!this.#hasSender(main, transaction)) return;
      this.#owners[transaction] = MAIN;
      this.#executeInOrder(main, transaction);
      return;
    }
    const ahead = this.#claim(main);
    if (ahead !== undefined) this.#guess(main, ahead);
    else if (!this.#recoverNext(main)) main.free = (this.#published[transaction] as Version).since;
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
    // Nobody will take in anything more when nothing is left to claim.
    const share = this.#next < this.#transactions.length ? this.#costs.share : 0;
    this.#coordinate(main, share + this.#costs.commit);
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
    peer.free += execution + (peer.id === MAIN ? this.#costs.share : this.#costs.publish);
    const version = { since: peer.free, author: peer.id, saw };
    this.#published[transaction] = version;
    peer.seen[transaction] = version;
  }

  /** Recovers the sender that is next. False when all are claimed. */
  #recoverNext(peer: Peer): boolean {
    const { recover } = this.#costs;
    if (recover === 0 || this.#recovered.length === this.#transactions.length) return false;
    peer.free += recover;
    this.#recovered.push(peer.free);
    return true;
  }

  /** Whether the main thread knows a sender; if not, it has used the time until it does. */
  #hasSender(main: Peer, transaction: number): boolean {
    const { recover } = this.#costs;
    const since = recover === 0 ? 0 : this.#recovered[transaction];
    if (since !== undefined && since <= main.free) return true;
    // It recovers another one meanwhile, or in the end the same.
    if (!this.#recoverNext(main)) main.free = Math.min(since as number, main.free + recover);
    return false;
  }

  #visible(transaction: number, time: number): Version | undefined {
    const version = this.#published[transaction];
    return version !== undefined && version.since <= time ? version : undefined;
  }

  /** Claims the next transaction that is nobody's, once the senders up to it are claimed. */
  #claim(peer: Peer): number | undefined {
    const ready = this.#costs.recover === 0 ? this.#transactions.length : this.#recovered.length;
    while (this.#next < ready) {
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
