/** So few blocks, or states of them, are not worth the work of forgetting them. */
const LEAST_FORGOTTEN = 64;

/**
 * Number of the first block to keep of `kept` before `earliest`; undefined where that is nothing to do, or next to
 * nothing.
 */
export function leastKept(earliest: bigint, kept: number | undefined, oldest: bigint): bigint | undefined {
  if (kept === undefined) return undefined;
  const least = earliest - BigInt(kept);
  return least - oldest < Math.max(LEAST_FORGOTTEN, kept / 2) ? undefined : least;
}

/** The one that keeps less; undefined keeps all. */
export function lesser(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
