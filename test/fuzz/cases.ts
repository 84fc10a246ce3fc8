import fc from "fast-check";
import { HARDFORKS } from "../../plugin/engine/hardforks.ts";
import { LEVERS, type Lever } from "../../plugin/engine/levers.ts";
import { type ProgramChain, programChains } from "../helpers/bytecode-programs.ts";

/** A chain of random programs and the settings that must not matter. All of it is JSON. */
export interface EnginesCase {
  readonly chain: ProgramChain;
  /** Threads of the second engine. The first has one. */
  readonly workers: number;
  /** Levers that are off, for each engine. */
  readonly off: readonly [readonly Lever[], readonly Lever[]];
}

/** Three quarters of the engines have all levers, the others some of them. */
const off = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Lever[]>([]) },
  { weight: 1, arbitrary: fc.subarray([...LEVERS]) },
);

/** Old hardforks cannot run in parallel, and Osaka is where users are. */
const hardfork = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...HARDFORKS) },
  { weight: 1, arbitrary: fc.constantFrom("prague" as const, "osaka" as const) },
);

export const enginesCase: fc.Arbitrary<EnginesCase> = fc.record({
  chain: fc
    .tuple(programChains({ blocks: 3, transactions: 14 }), hardfork)
    .map(([chain, hardfork]) => ({ ...chain, hardfork })),
  workers: fc.constantFrom(1, 2, 2, 4),
  off: fc.tuple(off, off),
});

/**
 * The hardforks that both Hardhat's own network and `runBlock` have. Constantinople is another one on each: Hardhat's
 * network leaves EIP-1283 out (5000 gas for an SSTORE of the value that is there, not 200), as Petersburg did soon after.
 */
const STOCK_HARDFORKS = HARDFORKS.slice(HARDFORKS.indexOf("byzantium"), HARDFORKS.indexOf("osaka") + 1).filter(
  (name) => name !== "constantinople",
);

/** A chain for Hardhat's own network, which has neither withdrawals nor rewards of one's own choice. */
export interface StockCase {
  readonly chain: ProgramChain;
}

export const stockCase: fc.Arbitrary<StockCase> = fc.record({
  chain: fc
    .tuple(programChains({ blocks: 3, transactions: 14 }), fc.constantFrom(...STOCK_HARDFORKS, "prague", "osaka"))
    .map(([chain, hardfork]) => ({ ...chain, hardfork: hardfork as ProgramChain["hardfork"] })),
});
