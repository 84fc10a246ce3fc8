import { Hardfork } from "@ethereumjs/common";
import { HARDFORKS, resolveHardfork } from "../../engine/hardforks.ts";

/** Which rules hold on a chain: one hardfork from the genesis on. */
export interface ForkRules {
  /** The name in `@ethereumjs/common`. */
  readonly hardfork: Hardfork;
  /** The name in error messages, as Hardhat's network writes it. */
  readonly messageName: string;
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
    messageName: messageName(hardfork),
    isAtLeast: (other) => position >= positionOf(other),
  };
}

function messageName(hardfork: Hardfork): string {
  if (hardfork === Hardfork.Paris) return "Merge";
  return hardfork.charAt(0).toUpperCase() + hardfork.slice(1);
}

function positionOf(hardfork: Hardfork): number {
  return (HARDFORKS as readonly Hardfork[]).indexOf(hardfork);
}
