import type { ChangeFeed } from "../state/change-feed.ts";
import type { WorldState } from "../state/world-state.ts";
import { encodeChanges } from "./changes-codec.ts";

/** Older changes are dropped; whoever still lacks them gets the whole state instead. */
const KEPT_UPDATES = 16;

/** What brings a replica up to date. */
export interface ReplicaUpdate {
  readonly changes: readonly SharedArrayBuffer[];
  /** The changes are the whole state. */
  readonly afresh: boolean;
}

/**
 * Keeps the replicas of a state in step: remembers what each reader was sent last, and what changed since, whatever
 * changed it (blocks, setters between blocks, reverts). Changes are encoded once for all readers.
 */
export class ReplicaFeed<Reader extends object> {
  readonly #state: WorldState;
  readonly #feed: ChangeFeed;
  /** Updates by sequence number, from `#first` on. */
  readonly #updates: SharedArrayBuffer[] = [];
  #first = 0;
  /** Sequence number up to which each reader is up to date. */
  readonly #readers = new WeakMap<Reader, number>();

  constructor(state: WorldState) {
    this.#state = state;
    this.#feed = state.subscribe();
  }

  /** Number of keys that have to be encoded to bring these readers up to date. */
  lag(readers: readonly Reader[]): number {
    return readers.every((reader) => this.#follows(reader)) ? this.#feed.size : this.#state.size;
  }

  /** What each reader lacks of the present state; the reader is taken to apply it. */
  update(readers: readonly Reader[]): ReplicaUpdate[] {
    if (!this.#feed.isEmpty) this.#updates.push(encodeChanges(this.#feed.drain()));
    while (this.#updates.length > KEPT_UPDATES) {
      this.#updates.shift();
      this.#first += 1;
    }
    const present = this.#first + this.#updates.length;
    let everything: SharedArrayBuffer | undefined;
    return readers.map((reader) => {
      const position = this.#readers.get(reader);
      this.#readers.set(reader, present);
      if (position !== undefined && position >= this.#first) {
        return { changes: this.#updates.slice(position - this.#first), afresh: false };
      }
      everything ??= this.#encodeState();
      return { changes: [everything], afresh: true };
    });
  }

  /** It needs only the updates that are kept, and what changed since. */
  #follows(reader: Reader): boolean {
    const position = this.#readers.get(reader);
    return position !== undefined && position >= this.#first;
  }

  close(): void {
    this.#state.unsubscribe(this.#feed);
  }

  #encodeState(): SharedArrayBuffer {
    const feed = this.#state.subscribe(true);
    this.#state.unsubscribe(feed);
    return encodeChanges(feed.drain());
  }
}
