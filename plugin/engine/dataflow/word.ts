import { OPAQUE, type Value } from "./value.ts";

/**
 * What a word depends on, slot by slot: for each slot that it depends on, how. The numbers stand for the slots that are
 * followed. A word that depends on none of them has no `Word`.
 */
export type Word = ReadonlyMap<number, Value>;

/** How each of the slots sees the words: `result` gets for each word what it is to the slot, undefined for a constant. */
export function bySlot(
  words: readonly (Word | undefined)[],
  result: (values: readonly (Value | undefined)[], slot: number) => Value | undefined,
): Word | undefined {
  const found = new Map<number, Value>();
  for (const slot of slotsOf(words)) {
    const value = result(
      words.map((word) => word?.get(slot)),
      slot,
    );
    if (value !== undefined) found.set(slot, value);
  }
  return found.size === 0 ? undefined : found;
}

/** A word of which nothing is known but the slots that it depends on. */
export function opaqueWord(words: readonly (Word | undefined)[]): Word | undefined {
  return bySlot(words, () => OPAQUE);
}

export function slotsOf(words: Iterable<Word | undefined>): Set<number> {
  const slots = new Set<number>();
  for (const word of words) for (const slot of word?.keys() ?? []) slots.add(slot);
  return slots;
}
