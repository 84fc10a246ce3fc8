import { slope } from "../statistics.ts";

/** What a process held after so many blocks, in bytes, when all that nobody refers to was given back. */
export interface Sample {
  readonly block: number;
  /** Of the whole process, Hardhat's network in native code included. */
  readonly resident: number;
  /** By JavaScript: the heap, and the buffers outside it. */
  readonly held: number;
}

export interface GrowthRun {
  readonly samples: readonly Sample[];
  /** For all blocks. */
  readonly milliseconds: number;
}

/** Until then the heap finds its size and code is compiled, however many blocks are kept. */
const SETTLED = 1 / 3;

/** Bytes that a block adds, once the process has settled. */
export function growthOf({ samples }: GrowthRun, what: "resident" | "held"): number {
  const settled = samples.slice(Math.floor(samples.length * SETTLED));
  return slope(settled.map((sample) => [sample.block, sample[what]]));
}
