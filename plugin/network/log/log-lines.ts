type Line = string | { readonly title: string; readonly value: string };

const STEP = "  ";

/** The lines of the log that belong to a request, until they are printed with its name. */
export class LogLines {
  #lines: Line[] = [];
  #indentation = "";
  /** Values stand below each other, also those of later requests. */
  #titleWidth = 0;

  /** Adds a text; all of its lines are indented, and an empty one is an empty line. */
  add(text: string): void {
    this.#lines.push(this.#indented(text));
  }

  addTitled(title: string, value: string): void {
    const indented = this.#indentation + title;
    this.#titleWidth = Math.max(this.#titleWidth, indented.length);
    this.#lines.push({ title: indented, value });
  }

  /** Puts the text in place of what was added last. */
  replaceLast(text: string): void {
    this.#lines[this.#lines.length - 1] = this.#indented(text);
  }

  /** What is added until the returned function is called stands further to the right. */
  indent(): () => void {
    const before = this.#indentation;
    this.#indentation += STEP;
    return () => {
      this.#indentation = before;
    };
  }

  /** Everything added so far, each to be printed at once; then there is nothing any more. */
  take(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines.map((line) => {
      if (typeof line === "string") return line;
      return `${`${line.title}:`.padEnd(this.#titleWidth + 1)} ${line.value}`;
    });
  }

  #indented(text: string): string {
    return text === "" ? "" : text.replaceAll(/^/gm, this.#indentation);
  }
}
