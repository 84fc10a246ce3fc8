/** Weight of the newest value. */
const NEWEST = 0.3;

/** A mean in which older values count for less and less. */
export class RunningMean {
  value: number;

  constructor(initial: number) {
    this.value = initial;
  }

  add(newest: number): void {
    this.value = RunningMean.next(this.value, newest);
  }

  /** The mean after another value; the first one is its own mean. */
  static next(mean: number | undefined, newest: number): number {
    return mean === undefined ? newest : mean + NEWEST * (newest - mean);
  }
}
