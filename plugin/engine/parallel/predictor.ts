import type { SpeculationAdviser } from "./coordinator.ts";
import { KindTable } from "./transaction-kind.ts";

/** A kind is left to the main thread from this score on. */
const IN_ORDER_SCORE = 2;
const HIGHEST_SCORE = 8;
const FAILED = 1;
const HELD = 0.25;
/** A block that leaves a kind to the main thread forgets this share of its score, so that it is tried again later. */
const FORGET = 0.9;

/**
 * Remembers which kinds of transactions (contract and function) kept failing validation: swaps in one pool, mints
 * that count a supply. Executing those ahead of their turn wastes a core and floods the memory with wrong guesses.
 *
 * It only ever decides who executes what, never what the result is.
 */
export class ConflictPredictor {
  readonly #scores = new KindTable();

  /** The adviser for one block, given the kind of each transaction. */
  forBlock(kinds: readonly string[]): BlockAdviser {
    for (const kind of new Set(kinds)) {
      const score = this.#scores.get(kind) ?? 0;
      if (score >= IN_ORDER_SCORE) this.#scores.set(kind, score * FORGET);
    }
    return new BlockAdviser(this.#scores, kinds);
  }
}

/** What the predictor knows about the transactions of one block. */
export class BlockAdviser implements SpeculationAdviser {
  readonly #scores: KindTable;
  readonly #kinds: readonly string[];

  constructor(scores: KindTable, kinds: readonly string[]) {
    this.#scores = scores;
    this.#kinds = kinds;
  }

  /** Transactions of kinds that are known to conflict. */
  inOrder(): number[] {
    // Most blocks have few kinds that conflict, and it is asked for some times in a block.
    const conflicting = new Set<string>();
    for (const kind of new Set(this.#kinds)) if ((this.#scores.get(kind) ?? 0) >= IN_ORDER_SCORE) conflicting.add(kind);
    if (conflicting.size === 0) return [];
    return [...this.#kinds.keys()].filter((transaction) => conflicting.has(this.#kinds[transaction] as string));
  }

  /** It was executed in order. @param depends it would have failed, had it been executed ahead of its turn. */
  executed(transaction: number, depends: boolean): void {
    if (depends) this.failed(transaction);
    else this.held(transaction);
  }

  held(transaction: number): void {
    const score = this.#scoreOf(transaction);
    if (score > 0) this.#set(transaction, score - HELD);
  }

  failed(transaction: number): number[] {
    const before = this.#scoreOf(transaction);
    this.#set(transaction, Math.min(HIGHEST_SCORE, before + FAILED));
    if (before >= IN_ORDER_SCORE || this.#scoreOf(transaction) < IN_ORDER_SCORE) return [];
    const failed = this.#kinds[transaction];
    return [...this.#kinds.keys()].filter((other) => this.#kinds[other] === failed);
  }

  #scoreOf(transaction: number): number {
    return this.#scores.get(this.#kinds[transaction] as string) ?? 0;
  }

  #set(transaction: number, score: number): void {
    const kind = this.#kinds[transaction] as string;
    if (score <= 0) this.#scores.delete(kind);
    else this.#scores.set(kind, score);
  }
}
