import type { AccessRow, SiteRow } from "../record/types.ts";

/** The two lines between which a conflict arises, as far as the source of both is known. */
export interface ConflictPlaces {
  /** Where the later transaction first looks the value up. */
  readonly read?: SiteRow;
  /** Where the earlier one last writes it. */
  readonly written?: SiteRow;
  /** Edges between the two that make one transaction wait for the other. */
  readonly waits: number;
}

/** More sites than any record has. */
const SITES = 2 ** 26;

/** Counts conflicts by the lines between which they arise. */
export class PlaceCounter {
  readonly #waits = new Map<number, number>();

  /** @param earlier, later accesses of the two transactions to the key on which they conflict */
  add(earlier: Pick<AccessRow, "writtenAt">, later: Pick<AccessRow, "readAt">): void {
    const id = ((later.readAt ?? -1) + 1) * SITES + (earlier.writtenAt ?? -1) + 1;
    if (id > 0) this.#waits.set(id, (this.#waits.get(id) ?? 0) + 1);
  }

  /** @param sites of the record */
  finish(sites: readonly SiteRow[]): readonly ConflictPlaces[] {
    const places = [...this.#waits].map(([id, waits]) => {
      const read = sites[Math.floor(id / SITES) - 1];
      const written = sites[(id % SITES) - 1];
      return { ...(read && { read }), ...(written && { written }), waits };
    });
    return joinPlaces([places]);
  }
}

/** Sums the waits of equal lines. Most waits first. */
export function joinPlaces(lists: readonly (readonly ConflictPlaces[])[]): readonly ConflictPlaces[] {
  const joined = new Map<string, ConflictPlaces>();
  for (const places of lists.flat()) {
    const id = JSON.stringify([places.read, places.written]);
    joined.set(id, { ...places, waits: (joined.get(id)?.waits ?? 0) + places.waits });
  }
  return [...joined]
    .sort(([idA, a], [idB, b]) => b.waits - a.waits || (idA < idB ? -1 : 1))
    .map(([, places]) => places);
}
