/** Of a process that Ctrl-C has ended, as shells know it: 128 and the number of the signal. */
export const INTERRUPTED = 130;

/** Ctrl-C, for work that has something to show for what is done by then. */
export interface Interruption {
  /** Fulfilled when it comes, with nothing. */
  readonly happened: Promise<void>;
  /** From now on Ctrl-C ends the process at once, as it does without this. */
  dispose(): void;
}

/** Waits for Ctrl-C. A second one ends the process at once: whoever asks twice does not want to wait. */
export function interruption(): Interruption {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listener = (): void => resolve();
  process.once("SIGINT", listener);
  return { happened: promise, dispose: () => process.removeListener("SIGINT", listener) };
}
