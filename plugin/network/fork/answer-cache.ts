import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writeWhole } from "../../files/write-whole.ts";

/**
 * Answers that will never change, one file each. Any number of processes may use the same directory: a file is there
 * whole or not at all, and one that cannot be read, written or understood is as good as none.
 */
export class AnswerCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A part of it with answers of its own. */
  within(...names: readonly string[]): AnswerCache {
    return new AnswerCache(join(this.#directory, ...names.map((name) => name.replaceAll(/[^\w.-]/g, "_"))));
  }

  /** @returns undefined when there is no answer to the question */
  async read(question: readonly unknown[]): Promise<unknown> {
    try {
      const entry = JSON.parse(await readFile(this.#fileOf(question), "utf8")) as Record<string, unknown>;
      return isDeepStrictEqual(entry.question, question) ? entry.answer : undefined;
    } catch {
      return undefined;
    }
  }

  async write(question: readonly unknown[], answer: unknown): Promise<void> {
    try {
      await writeWhole(this.#fileOf(question), JSON.stringify({ question, answer }));
    } catch {
      // Whoever asks again asks the upstream again.
    }
  }

  #fileOf(question: readonly unknown[]): string {
    const hash = createHash("sha256").update(JSON.stringify(question)).digest("hex");
    return join(this.#directory, hash.slice(0, 2), `${hash.slice(2)}.json`);
  }
}
