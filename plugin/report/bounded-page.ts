export interface ListOptions {
  /** Parts that are shown, however much room there is. */
  readonly most?: number;
  /** Characters to leave for what follows the list. */
  readonly reserve: number;
  /** Says how many parts are missing. */
  readonly rest: (missing: number) => readonly string[];
}

/**
 * A text of at most so many characters, of parts of which the first ones matter most: what does not fit is counted and
 * said, never cut in the middle.
 */
export class BoundedPage {
  readonly #limit: number;
  readonly #lines: string[] = [];
  #length = 0;

  /** @param limit In UTF-16 code units, of which every character has at least one. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds lines that are always there; they have to be short. */
  add(...lines: readonly string[]): this {
    for (const line of lines) this.#lines.push(line);
    this.#length += lengthOf(lines);
    return this;
  }

  /** Adds as many of the parts as there is room for, each of them whole or not at all. */
  addList(parts: readonly (readonly string[])[], { most = parts.length, reserve, rest }: ListOptions): this {
    const room = this.#limit - this.#length - reserve;
    let fits = 0;
    let length = 0;
    for (const part of parts.slice(0, most)) {
      const missing = parts.length - fits - 1;
      const next = length + lengthOf(part);
      if (next + (missing === 0 ? 0 : lengthOf(rest(missing))) > room) break;
      length = next;
      fits++;
    }
    this.add(...parts.slice(0, fits).flat());
    return fits === parts.length ? this : this.add(...rest(parts.length - fits));
  }

  toString(): string {
    return this.#lines.join("\n");
  }
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
