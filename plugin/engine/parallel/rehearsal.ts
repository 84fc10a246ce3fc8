import { SharedBlock } from "./shared-block.ts";
import { now } from "./timeline.ts";

/** A thread that takes no longer than so many times as long as the main thread has practised enough. */
const CLOSE = 1.5;
/** So has one that was not that much faster than ever before, so many times in a row: code is compiled in the background. */
const IMPROVED = 0.9;
const MOST_IN_VAIN = 3;

/**
 * Has a thread execute a block again and again, for itself alone, until that does not make it much faster: its code is
 * compiled then. A block of 10 ms takes it ten times as long at first, and to call it for each of a dozen blocks would
 * cost the main thread more than to call it once.
 *
 * @param block the one that it practises on; it stops when that is closed.
 * @param mainTime microseconds that the main thread takes for it.
 * @param perform executes all of such a block.
 */
export async function rehearse(
  block: Pick<SharedBlock, "size" | "first" | "closed">,
  mainTime: number,
  perform: (rehearsal: SharedBlock) => Promise<void>,
): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  let inVain = 0;
  while (!block.closed && best > CLOSE * mainTime && inVain < MOST_IN_VAIN) {
    const began = now();
    await perform(SharedBlock.create(block.size, block.first));
    const time = now() - began;
    inVain = time > IMPROVED * best ? inVain + 1 : 0;
    best = Math.min(best, time);
  }
}
