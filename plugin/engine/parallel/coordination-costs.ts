import type { CoordinatorCosts } from "./coordinator.ts";
import { RunningMean } from "./running-mean.ts";

/** What the main thread does for a guess, before it was measured, in microseconds. */
const USUAL_GUESS = 20;
/** To call threads, and for each key of the state that they have to be told, before it was measured, in microseconds. */
const USUAL_CALL = 300;
const USUAL_KEY = 0.5;

/** What other threads cost the main thread of this machine, whatever the engine: kept with the threads. */
export class CoordinationCosts {
  readonly #guess = new RunningMean(USUAL_GUESS);
  readonly #call = new RunningMean(USUAL_CALL);
  readonly #key = new RunningMean(USUAL_KEY);

  /** To take over what another thread has executed, in microseconds. */
  get guess(): number {
    return this.#guess.value;
  }

  /** To tell the threads of a block, in microseconds. @param keys of the state that they have to be told. */
  call(keys: number): number {
    return this.#call.value + keys * this.#key.value;
  }

  /** @param microseconds that it took to tell the threads of a block. */
  learnCall(microseconds: number, keys: number): void {
    const forKeys = keys * this.#key.value;
    // Whichever of both is the larger part says more of itself.
    if (forKeys > this.#call.value) this.#key.add(Math.max(0, microseconds - this.#call.value) / keys);
    else this.#call.add(Math.max(0, microseconds - forKeys));
  }

  learnGuesses({ guesses, guessCount }: CoordinatorCosts): void {
    if (guessCount > 0) this.#guess.add(guesses / guessCount);
  }
}
