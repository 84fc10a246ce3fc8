import { SharedBlock } from "./shared-block.ts";
import { now } from "./timeline.ts";

/** A thread that takes no longer than so many times as long as the main thread has practised enough. */
const CLOSE = 1.5;
/** So has one that was not that much faster than ever before, so many times in a row: code is compiled in the background. */
const IMPROVED = 0.9;
const MOST_IN_VAIN = 3;

/** For each microsecond of a rehearsal, so many in which the thread does nothing. */
const REST = 1;

/**
 * Makes pauses of a rehearsal: what the thread has run is compiled meanwhile, on a processor that the main thread does not
 * need. A thread that executes and has its code compiled at the same time takes that away, too, where there are two: the
 * main thread took up to twice as long for its block.
 */
export class Rests {
  readonly #wait: (milliseconds: number) => void;
  #began = now();
  /** Microseconds of all of them. */
  taken = 0;

  /** @param wait blocks the thread. */
  constructor(wait: (milliseconds: number) => void) {
    this.#wait = wait;
  }

  /** To be called between two transactions. */
  take(): void {
    const tired = now();
    this.#wait((REST * (tired - this.#began)) / 1000);
    this.#began = now();
    this.taken += this.#began - tired;
  }
}

/**
 * Has a thread execute a block again and again, for itself alone, until that does not make it much faster: its code is
 * compiled then. A block of 10 ms takes it ten times as long at first, and to call it for each of a dozen blocks would
 * cost the main thread more than to call it once.
 *
 * @param block the one that it practises on; it stops when that is closed.
 * @param mainTime microseconds that the main thread takes for it.
 * @param perform executes all of such a block, with rests.
 */
export async function rehearse(
  block: Pick<SharedBlock, "size" | "first" | "closed">,
  mainTime: number,
  rests: Pick<Rests, "taken">,
  perform: (rehearsal: SharedBlock) => Promise<void>,
): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  let inVain = 0;
  while (!block.closed && best > CLOSE * mainTime && inVain < MOST_IN_VAIN) {
    const [began, rested] = [now(), rests.taken];
    await perform(SharedBlock.create(block.size, block.first));
    const time = now() - began - (rests.taken - rested);
    inVain = time > IMPROVED * best ? inVain + 1 : 0;
    best = Math.min(best, time);
  }
}
