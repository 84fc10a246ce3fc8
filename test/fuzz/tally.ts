import type { BlockResult } from "../../plugin/engine/types.ts";

/** What was compared so far. */
export class Tally {
  /** Transactions compared with plain `runBlock`. */
  transactions = 0;
  failed = 0;
  blocks = 0;
  /** Transactions that were also executed on several threads. */
  inParallel = 0;
  /** Transactions that were also executed by Hardhat's own network. */
  onStock = 0;
  readonly exceptions = new Map<string, number>();
  #closed = false;

  /** What comes now is not counted any more: smaller and smaller cases of one difference. */
  close(): void {
    this.#closed = true;
  }

  stock(transactions: number): void {
    if (!this.#closed) this.onStock += transactions;
  }

  block({ outcomes }: BlockResult, parallel: boolean): void {
    if (this.#closed) return;
    this.blocks += 1;
    this.transactions += outcomes.length;
    if (parallel) this.inParallel += outcomes.length;
    for (const { succeeded, exception } of outcomes) {
      if (succeeded) continue;
      this.failed += 1;
      // "invalid JUMP at 0x../0x..:12"
      const name = exception?.split(" at 0x", 1)[0] ?? "unknown";
      this.exceptions.set(name, (this.exceptions.get(name) ?? 0) + 1);
    }
  }

  /** In one line. */
  toString(): string {
    const count = (number: number): string => number.toLocaleString("en");
    return (
      `${count(this.transactions)} transactions in ${count(this.blocks)} blocks equal to plain runBlock ` +
      `(${count(this.failed)} failing ones; ${count(this.inParallel)} also on several threads), ` +
      `${count(this.onStock)} equal to Hardhat's own network`
    );
  }
}
