/**
 * Snapshots by number, as `evm_snapshot` and `evm_revert` know them: counted from 1, never reused, and going back to
 * one forgets it and all later ones.
 */
export class SnapshotStack<Snapshot> {
  readonly #snapshots = new Map<bigint, Snapshot>();
  #nextId = 1n;

  push(snapshot: Snapshot): bigint {
    const id = this.#nextId++;
    this.#snapshots.set(id, snapshot);
    return id;
  }

  /** Forgets one snapshot that nobody will go back to. */
  discard(id: bigint): void {
    this.#snapshots.delete(id);
  }

  /** The oldest snapshot there is: all that is from before it nobody will go back to. */
  get oldest(): Snapshot | undefined {
    const [first] = this.#snapshots.values();
    return first;
  }

  /** Takes out the snapshot and every later one; undefined when it does not exist (any more). */
  pop(id: bigint): Snapshot | undefined {
    const snapshot = this.#snapshots.get(id);
    for (const later of this.#snapshots.keys()) if (later >= id) this.#snapshots.delete(later);
    return snapshot;
  }
}
