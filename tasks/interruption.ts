/** Of a process that Ctrl-C has ended, as shells know it: 128 and the number of the signal. */
export const INTERRUPTED = 130;

/**
 * Takes what some work yields, one after the other, until it is done or Ctrl-C comes: for work that has something to show for
 * what is done by then. What is being worked on goes on in the background. A second Ctrl-C ends the process at once, as
 * whoever asks twice does not want to wait.
 *
 * @returns whether Ctrl-C came.
 */
export async function takeUntilInterrupted<Value>(
  work: AsyncIterator<Value>,
  take: (value: Value) => void,
): Promise<boolean> {
  const interruption = Promise.withResolvers<void>();
  const listener = (): void => interruption.resolve();
  process.once("SIGINT", listener);
  try {
    for (;;) {
      const next = await Promise.race([work.next(), interruption.promise]);
      if (next === undefined) return true;
      if (next.done === true) return false;
      take(next.value);
    }
  } finally {
    process.removeListener("SIGINT", listener);
  }
}
