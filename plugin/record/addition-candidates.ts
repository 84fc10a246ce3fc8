import type { StorageAccess } from "../engine/access/types.ts";

/** A transaction that may have only added to some slots. */
export interface Candidate<Owner> {
  readonly owner: Owner;
  /** The slots that it read and changed. */
  readonly accesses: readonly StorageAccess[];
}

/**
 * Finds, among transactions that are taken for one block, those for which it matters whether they only added to a slot:
 * they read and changed one that another of them changed too. To prove it they have to be executed once more, which
 * transactions that meet nobody are spared.
 */
export class AdditionCandidates<Owner> {
  /** By slot: its only writer so far, undefined once there are several. */
  readonly #writers = new Map<string, Candidate<Owner> | undefined>();
  readonly #found = new Set<Owner>();
  readonly #mostSlots: number;

  /** @param mostSlots a transaction that meets another one more slots later is not found: a limit of memory. */
  constructor(mostSlots = 100_000) {
    this.#mostSlots = mostSlots;
  }

  /** @returns the transactions that have become candidates by this one, itself included. Each once. */
  add(owner: Owner, storage: readonly StorageAccess[]): Candidate<Owner>[] {
    const written = storage.filter(({ before, after }) => before !== after);
    const own = { owner, accesses: written.filter(({ looked, gasOnly }) => looked && !gasOnly) };
    const met = new Set<Candidate<Owner>>();
    for (const access of written) {
      const slot = `${access.address}:${access.slot}`;
      if (!this.#writers.has(slot)) {
        this.#enter(slot, own);
        continue;
      }
      const first = this.#writers.get(slot);
      this.#writers.set(slot, undefined);
      for (const candidate of [first, own]) {
        const reads = candidate?.accesses.some((read) => read.slot === access.slot && read.address === access.address);
        if (candidate !== undefined && reads && !this.#found.has(candidate.owner)) met.add(candidate);
      }
    }
    for (const candidate of met) this.#found.add(candidate.owner);
    return [...met];
  }

  #enter(slot: string, writer: Candidate<Owner>): void {
    const [oldest] = this.#writers.keys();
    if (oldest !== undefined && this.#writers.size === this.#mostSlots) this.#writers.delete(oldest);
    this.#writers.set(slot, writer);
  }
}
