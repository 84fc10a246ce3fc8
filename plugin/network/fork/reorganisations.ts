/** Deepest reorganisation to be expected of a chain whose id is not listed, in blocks. */
const DEFAULT_DEPTH = 128n;

/** By chain id, as Hardhat's network has them: one epoch of proof of stake on mainnet, and others. */
const DEPTHS: ReadonlyMap<bigint, bigint> = new Map([
  [1n, 32n],
  [3n, 100n],
  [4n, 32n],
  [5n, 32n],
  [42n, 32n],
  [100n, 38n],
]);

/** The last block that no reorganisation will take back; undefined where even the first one is too young. */
export function lastFinalBlock(chainId: bigint, latest: bigint): bigint | undefined {
  const block = latest - (DEPTHS.get(chainId) ?? DEFAULT_DEPTH);
  return block < 0n ? undefined : block;
}
