/**
 * How a transaction changed a member of a slot, one letter for each member: what advice needs to know of the values.
 *
 * Values themselves are not recorded. They are many, and what counts is how they follow each other.
 */
export const Move = {
  /** Not changed. */
  NONE: ".",
  /** A number became the next one. */
  NEXT: "1",
  /** The same, and the transaction used the old or the new number as a key of something that it changed: an id. */
  NEXT_AS_KEY: "k",
  /** A number became greater. */
  MORE: "+",
  /** A number became smaller. */
  LESS: "-",
  /** It became the timestamp of the block. */
  CLOCK: "t",
  /** It is no number, or of unknown type, and changed. */
  OTHER: "x",
} as const;

/** What is known of a member whose change is described. */
export interface MovedMember {
  /** Bytes from the lowest byte of the slot. */
  readonly offset: number;
  readonly size: number;
  /** `uint112`; undefined if unknown. */
  readonly type: string | undefined;
}

export interface Circumstances {
  /** Timestamp of the block. */
  readonly clock: bigint;
  /** Is the number a key (of a mapping, or an index) of a slot that the transaction changed? */
  readonly isKey: (value: bigint) => boolean;
}

/**
 * Describes how the members of a slot changed.
 *
 * @param before Value of the slot before the transaction.
 * @param after And after it.
 * @returns One letter of `Move` for each member.
 */
export function describeMoves(
  before: bigint,
  after: bigint,
  members: readonly MovedMember[],
  circumstances: Circumstances,
): string {
  return members
    .map((member) => describeMove(numberIn(before, member), numberIn(after, member), member, circumstances))
    .join("");
}

function describeMove(before: bigint, after: bigint, { type }: MovedMember, { clock, isKey }: Circumstances): string {
  if (before === after) return Move.NONE;
  if (type === undefined || !/^u?int/.test(type)) return Move.OTHER;
  if (after === clock) return Move.CLOCK;
  if (after === before + 1n) return isKey(before) || isKey(after) ? Move.NEXT_AS_KEY : Move.NEXT;
  return after > before ? Move.MORE : Move.LESS;
}

function numberIn(word: bigint, { offset, size, type }: MovedMember): bigint {
  const bits = word >> BigInt(offset * 8);
  return type?.startsWith("int") === true ? BigInt.asIntN(size * 8, bits) : BigInt.asUintN(size * 8, bits);
}
