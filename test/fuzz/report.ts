import { ProgressLine } from "../../plugin/replay/progress.ts";

/** Plain lines of progress come no more often than this, in milliseconds. */
const PLAIN_EVERY = 15_000;

/** Says how far a run has come: on a terminal in one line that changes, elsewhere in a plain line now and then. */
export class Report {
  readonly #live = new ProgressLine(process.stdout);
  #lastPlain = performance.now();

  progress(text: string): void {
    if (process.stdout.isTTY) {
      this.#live.show(text.slice(0, Math.max(0, (process.stdout.columns ?? 80) - 1)));
    } else if (performance.now() - this.#lastPlain >= PLAIN_EVERY) {
      this.#lastPlain = performance.now();
      console.log(text);
    }
  }

  line(text: string): void {
    this.#live.clear();
    console.log(text);
  }
}
