/** What the requests of one method took together. */
export interface MethodRow {
  readonly method: string;
  readonly count: number;
  readonly milliseconds: number;
}

/** Adds up the time of requests by method. */
export class MethodTimes {
  readonly #methods = new Map<string, { count: number; milliseconds: number }>();

  /** @param milliseconds from the request to its answer */
  add(method: string, milliseconds: number): void {
    const sum = this.#methods.get(method);
    if (sum === undefined) {
      this.#methods.set(method, { count: 1, milliseconds });
    } else {
      sum.count++;
      sum.milliseconds += milliseconds;
    }
  }

  rows(): MethodRow[] {
    return [...this.#methods].map(([method, sum]) => ({ method, ...sum }));
  }
}
