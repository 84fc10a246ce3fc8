import { consoleDecoder } from "./decoder.ts";

/**
 * Prints what contracts log, in the order in which it was logged.
 *
 * Messages are held back until `flush`, so that those which somebody else prints can be taken back: Hardhat's own network
 * prints the logs of every message that it is asked to execute again.
 */
export class ConsolePrinter {
  readonly #print: (line: string) => void;
  #held: Uint8Array[] = [];
  /** Keeps the order of lines while the decoder is being loaded; undefined as long as nothing was printed. */
  #printed: Promise<void> | undefined;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** @param inputs inputs of calls to the console address */
  hold(inputs: readonly Uint8Array[]): void {
    this.#held.push(...inputs);
  }

  /** Takes back messages that are still held: the same objects, not equal ones. */
  drop(inputs: readonly Uint8Array[]): void {
    const dropped = new Set(inputs);
    this.#held = this.#held.filter((input) => !dropped.has(input));
  }

  /** Resolves once everything held so far is printed; undefined when nothing ever was held: most suites print nothing. */
  flush(): Promise<void> | undefined {
    if (this.#held.length > 0) {
      const inputs = this.#held;
      this.#held = [];
      this.#printed = (this.#printed ?? Promise.resolve()).then(async () => {
        const decode = await consoleDecoder();
        for (const input of inputs) {
          const line = decode(input);
          if (line !== undefined) this.#print(line);
        }
      });
    }
    return this.#printed;
  }
}
