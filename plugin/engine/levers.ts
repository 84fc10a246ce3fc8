/**
 * What makes the engine faster than plain `@ethereumjs/vm` on each core. Each lever sits in a file of its own, with the
 * measured reason above it, and changes no result: with any of them off the engine does the same, slower. Tests turn
 * them off one by one, and so does whoever looks for the reason of a difference under a new version of
 * `@ethereumjs`.
 */
export const LEVERS = [
  "keccak",
  "ecrecover",
  "common",
  "interpreter",
  "jumpdests",
  "opcodes",
  "dispatch",
  "messages",
  "digests",
  "journal",
  "bloom",
  "calldata",
  "decoding",
  "bn254",
  "receipts",
] as const;

export type Lever = (typeof LEVERS)[number];

/** Which levers are used. */
export type Levers = Readonly<Record<Lever, boolean>>;

/** All levers, but for those that are said to be off. */
export function leversWithout(...off: readonly Lever[]): Levers {
  return Object.fromEntries(LEVERS.map((lever) => [lever, !off.includes(lever)])) as Levers;
}

export const ALL_LEVERS: Levers = leversWithout();
