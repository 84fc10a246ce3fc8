/** Says what is being measured: on a terminal in one line that changes, elsewhere not at all between the results. */
export class Progress {
  readonly #terminal: NodeJS.WriteStream | undefined;
  #shown = false;

  /** @param stream where to write; anything but a terminal is left alone. */
  constructor(stream: NodeJS.WriteStream) {
    this.#terminal = stream.isTTY ? stream : undefined;
  }

  /** Replaces the line. */
  show(text: string): void {
    const terminal = this.#terminal;
    if (terminal === undefined) return;
    terminal.cursorTo(0);
    terminal.write(text.slice(0, Math.max(0, terminal.columns - 1)));
    terminal.clearLine(1);
    this.#shown = true;
  }

  /** Removes the line, so that something that stays can be printed. */
  clear(): void {
    if (!this.#shown) return;
    this.#terminal?.cursorTo(0);
    this.#terminal?.clearLine(0);
    this.#shown = false;
  }

  /** Prints a line that stays. */
  print(line: string): void {
    this.clear();
    console.log(line);
  }
}
