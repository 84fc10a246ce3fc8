import { RunningMean } from "./running-mean.ts";

/** Several threads must be that much faster than one, else they are not worth the machine's other work. */
const LEAST_GAIN = 1.03;
const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 256;

/**
 * Watches whether blocks on several threads are really faster than one thread would be, and takes a break when they are
 * not: after repeated mis-speculation, on a machine that is busy with other work, or where memory is slow to share. The
 * breaks grow longer while trying again does not help.
 */
export class GainWatch {
  #gain: number | undefined;
  #pause = FIRST_PAUSE;
  #left = 0;

  /** Asked once for each block that could be executed in parallel. True while that is not worth it. */
  isPaused(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  /**
   * A block was executed in parallel.
   *
   * @param sequential the time that one thread would have taken, as far as is known.
   * @param parallel the time that it took, in the same unit.
   */
  learn(sequential: number, parallel: number): void {
    this.#gain = RunningMean.next(this.#gain, sequential / parallel);
    if (this.#gain >= LEAST_GAIN) {
      this.#pause = FIRST_PAUSE;
      return;
    }
    // The next block after the break counts alone.
    this.#gain = undefined;
    this.#left = this.#pause;
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }
}
