import { ShadowMemory } from "./shadow-memory.ts";
import type { Word } from "./word.ts";

/** Which words of a message's stack and memory depend on followed slots. */
export class ShadowFrame {
  readonly memory = new ShadowMemory();
  /** By position from the bottom. Only words that depend on something are there. */
  readonly #stack = new Map<number, Word>();

  /** Whether one of the topmost `count` words depends on a slot. */
  reaches(height: number, count: number): boolean {
    if (this.#stack.size === 0) return false;
    for (let depth = 1; depth <= count; depth++) if (this.#stack.has(height - depth)) return true;
    return false;
  }

  /** @param height of the stack. @param depth 0 is the topmost word. */
  at(height: number, depth: number): Word | undefined {
    return this.#stack.get(height - 1 - depth);
  }

  /** The topmost `count` words, the topmost first. */
  top(height: number, count: number): (Word | undefined)[] {
    const words: (Word | undefined)[] = [];
    for (let depth = 0; depth < count; depth++) words.push(this.at(height, depth));
    return words;
  }

  set(height: number, depth: number, word: Word | undefined): void {
    if (word === undefined) this.#stack.delete(height - 1 - depth);
    else this.#stack.set(height - 1 - depth, word);
  }

  /** The topmost `pops` words make room for one result, or none. */
  replace(height: number, pops: number, result?: Word): void {
    for (let depth = 0; depth < pops; depth++) this.#stack.delete(height - 1 - depth);
    if (result !== undefined) this.#stack.set(height - pops, result);
  }
}
