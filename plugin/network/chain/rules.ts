import { Hardfork } from "@ethereumjs/common";
import { HARDFORKS, resolveHardfork } from "../../engine/hardforks.ts";

/** Which rules hold on a chain: one hardfork from the genesis on. */
export interface ForkRules {
  /** The name in `@ethereumjs/common`. */
  readonly hardfork: Hardfork;
  /**
   * The rules that transactions are executed by: Hardhat's network runs Constantinople without EIP-1283, as every public
   * chain did, where Petersburg took it back in the same block.
   */
  readonly executed: Hardfork;
  /** The name in error messages, as Hardhat's network writes it. */
  readonly messageName: string;
  /** The name of the rules in its messages about fields of transactions. */
  readonly specName: string;
  /** Whether the chain runs `hardfork` or a later one. */
  isAtLeast(hardfork: Hardfork): boolean;
}

/**
 * @param name of Hardhat ("merge") or of `@ethereumjs/common` ("paris")
 * @throws UnknownHardforkError
 */
export function forkRules(name: string): ForkRules {
  const hardfork = resolveHardfork(name);
  const position = positionOf(hardfork);
  return {
    hardfork,
    executed: hardfork === Hardfork.Constantinople ? Hardfork.Petersburg : hardfork,
    messageName: messageName(hardfork),
    specName: specName(hardfork),
    isAtLeast: (other) => position >= positionOf(other),
  };
}

function messageName(hardfork: Hardfork): string {
  if (hardfork === Hardfork.Paris) return "Merge";
  return hardfork.charAt(0).toUpperCase() + hardfork.slice(1);
}

/** Hardforks that changed nothing but the difficulty have the name of the rules before them. */
const SPECS: Partial<Record<Hardfork, string>> = {
  [Hardfork.Constantinople]: "PETERSBURG",
  [Hardfork.MuirGlacier]: "ISTANBUL",
  [Hardfork.ArrowGlacier]: "LONDON",
  [Hardfork.GrayGlacier]: "LONDON",
  [Hardfork.Paris]: "MERGE",
};

function specName(hardfork: Hardfork): string {
  return SPECS[hardfork] ?? hardfork.toUpperCase();
}

function positionOf(hardfork: Hardfork): number {
  return (HARDFORKS as readonly Hardfork[]).indexOf(hardfork);
}
