import { RpcError } from "../errors.ts";

/** Milliseconds between blocks: a number, or a range from which each wait is drawn. 0: no interval mining. */
export type MiningInterval = number | readonly [minimum: number, maximum: number];

/** As long as a timer can wait: one that is to wait longer does not wait at all. It is more than three weeks. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Mines a block every so often. Its timer never keeps the process alive. */
export class IntervalMining {
  readonly #mine: () => Promise<void>;
  #interval: MiningInterval = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param mine mines one block; it is called again only after it is done */
  constructor(mine: () => Promise<void>) {
    this.#mine = mine;
  }

  /** As it was last set. */
  get interval(): MiningInterval {
    return this.#interval;
  }

  /** Starts anew with this interval, or stops with 0. */
  set(interval: MiningInterval): void {
    this.stop();
    this.#interval = interval;
    if (interval !== 0) this.#schedule(interval);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(interval: MiningInterval): void {
    const timer = setTimeout(async () => {
      try {
        await this.#mine();
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        // Nobody waits for this block, and the next one would fail alike. Hardhat's network stops here too.
        process.emitWarning(`Mining at intervals stopped: ${error.message}`);
        if (this.#timer === timer) this.stop();
      }
      if (this.#timer === timer) this.#schedule(interval);
    }, waitOf(interval));
    timer.unref();
    this.#timer = timer;
  }
}

function waitOf(interval: MiningInterval): number {
  const [minimum, maximum] = typeof interval === "number" ? [interval, interval] : interval;
  return Math.min(minimum + Math.floor(Math.random() * (maximum - minimum + 1)), LONGEST_WAIT);
}
