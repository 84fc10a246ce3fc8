import type { SpeculationAdviser } from "./coordinator.ts";
import { KindTable } from "./transaction-kind.ts";

/** A kind is left to the main thread from this score on. */
const IN_ORDER_SCORE = 2;
const HIGHEST_SCORE = 8;
const FAILED = 1;
const HELD = -0.25;
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
    return this.#transactions((kind) => (this.#scores.get(kind) ?? 0) >= IN_ORDER_SCORE);
  }

  held(transaction: number): void {
    this.#add(this.#kinds[transaction] as string, HELD);
  }

  failed(transaction: number): number[] {
    const failed = this.#kinds[transaction] as string;
    const before = this.#scores.get(failed) ?? 0;
    this.#add(failed, FAILED);
    const crossed = before < IN_ORDER_SCORE && (this.#scores.get(failed) ?? 0) >= IN_ORDER_SCORE;
    return crossed ? this.#transactions((kind) => kind === failed) : [];
  }

  #transactions(accept: (kind: string) => boolean): number[] {
    return [...this.#kinds.keys()].filter((transaction) => accept(this.#kinds[transaction] as string));
  }

  #add(kind: string, points: number): void {
    const score = Math.min(HIGHEST_SCORE, Math.max(0, (this.#scores.get(kind) ?? 0) + points));
    if (score === 0) this.#scores.delete(kind);
    else this.#scores.set(kind, score);
  }
}
