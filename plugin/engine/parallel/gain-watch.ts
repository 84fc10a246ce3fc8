import { RunningMean } from "./running-mean.ts";

/** Several threads must be that much faster than one, else they are not worth the machine's other work. */
const LEAST_GAIN = 1.03;
/** Blocks of a break. */
const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 256;
/** Blocks on several threads after which one is executed by one thread, to compare. */
const FIRST_CONTROL = 2;
const LONGEST_CONTROL = 96;

/**
 * Watches whether blocks on several threads are really faster than on one, and takes a break when they are not: after
 * repeated mis-speculation, on a machine that is busy with other work, or where memory is slow to share. The breaks grow
 * longer while trying again does not help.
 *
 * What one thread would take cannot be told from times measured on several, which slow each other down. So now and then
 * a block is executed by one thread only, to know.
 */
export class GainWatch {
  /** Time of a block for each unit of work, by who executed it. */
  #sequential: number | undefined;
  #parallel: number | undefined;
  #pause = FIRST_PAUSE;
  #pauseLeft = 0;
  #control = FIRST_CONTROL;
  #controlLeft = FIRST_CONTROL;

  /** Asked once for each block that could be executed in parallel. False when it had better be executed by one thread. */
  admits(): boolean {
    if (this.#pauseLeft > 0) {
      this.#pauseLeft -= 1;
      return false;
    }
    if (this.#controlLeft > 0) {
      this.#controlLeft -= 1;
      return true;
    }
    this.#control = Math.min(2 * this.#control, LONGEST_CONTROL);
    this.#controlLeft = this.#control;
    return false;
  }

  /**
   * A block was executed by one thread.
   *
   * @param work what there was to do, in any unit that is the same for all blocks.
   * @param time what it took, in any unit that is the same for all blocks.
   */
  learnSequential(work: number, time: number): void {
    this.#sequential = RunningMean.next(this.#sequential, time / work);
  }

  /** A block was executed by several. */
  learnParallel(work: number, time: number): void {
    this.#parallel = RunningMean.next(this.#parallel, time / work);
    if (this.#sequential === undefined) return;
    if (this.#sequential >= LEAST_GAIN * this.#parallel) {
      this.#pause = FIRST_PAUSE;
      return;
    }
    // The next block after the break counts alone.
    this.#parallel = undefined;
    this.#pauseLeft = this.#pause;
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }
}
