/**
 * What has to be done after a request that mined, before the next one is answered, which may take the chain back. Most
 * requests mine nothing and do not wait for it.
 */
export class FollowUp {
  readonly #steps: readonly (() => Promise<void>)[];
  #isDue = false;

  /** @param steps in their order */
  constructor(steps: readonly (() => Promise<void>)[]) {
    this.#steps = steps;
  }

  /** A block was mined. */
  mined(): void {
    this.#isDue = true;
  }

  /** Work that is over when what follows it is done, too, also when it fails. */
  after<Result>(work: () => Promise<Result>): () => Promise<Result> {
    if (this.#steps.length === 0) return work;
    return async () => {
      try {
        return await work();
      } finally {
        if (this.#isDue) {
          this.#isDue = false;
          for (const step of this.#steps) await step();
        }
      }
    };
  }
}
