/**
 * Changes, mostly of maps, that can be taken back to a checkpoint.
 *
 * The entries are flat triples (map, key, value before), or (function, key, value before): frames are entered and left far more often than they revert,
 * so that entering and committing must cost nothing.
 */
export class UndoLog {
  #entries: unknown[] = [];
  #checkpoints: number[] = [];

  clear(): void {
    this.#entries = [];
    this.#checkpoints = [];
  }

  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    this.#entries.push(map, key, map.get(key));
    map.set(key, value);
  }

  /** Enters a change of something else than a map, which `restore` takes back. */
  enter<K, V>(restore: (key: K, before: V) => void, key: K, before: V): void {
    this.#entries.push(restore, key, before);
  }

  delete<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return;
    this.#entries.push(map, key, map.get(key));
    map.delete(key);
  }

  checkpoint(): void {
    this.#checkpoints.push(this.#entries.length);
  }

  /** Keeps what was done since the last checkpoint, and forgets that checkpoint. */
  commit(): void {
    this.#checkpoints.pop();
  }

  /** Takes back what was done since the last checkpoint, and forgets that checkpoint. */
  revert(): void {
    const mark = this.#checkpoints.pop() ?? 0;
    const entries = this.#entries;
    for (let i = entries.length - 3; i >= mark; i -= 3) {
      const map = entries[i] as Map<unknown, unknown> | ((key: unknown, before: unknown) => void);
      const before = entries[i + 2];
      if (typeof map === "function") map(entries[i + 1], before);
      else if (before === undefined) map.delete(entries[i + 1]);
      else map.set(entries[i + 1], before);
    }
    entries.length = mark;
  }
}
