import type { WriteStream } from "node:tty";

/** One line on a terminal that says what is being done and makes room for what is printed; silent elsewhere. */
export class ProgressLine {
  readonly #stream: WriteStream | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream.isTTY ? stream : undefined;
  }

  show(text: string): void {
    this.#stream?.write(`\r\x1b[2K${text}`);
  }

  clear(): void {
    this.#stream?.write("\r\x1b[2K");
  }
}
