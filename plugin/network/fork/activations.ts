import { type ChainConfig, type Hardfork, Holesky, Hoodi, Mainnet, Sepolia } from "@ethereumjs/common";
import { HARDFORKS, resolveHardfork } from "../../engine/hardforks.ts";
import type { ForkActivation } from "./config.ts";

/** Which hardforks a chain had when: its own history first, else what is known of public chains. */
export class Activations {
  readonly #activations: readonly ForkActivation[];

  /** @throws UnknownHardforkError */
  constructor(chainId: bigint, histories: ReadonlyMap<bigint, readonly ForkActivation[]> | undefined) {
    const own = histories?.get(chainId) ?? [];
    const listed = own.length > 0 ? own : knownActivations(chainId);
    this.#activations = listed.map((activation) => ({ ...activation, hardfork: resolveHardfork(activation.hardfork) }));
  }

  /** Undefined where nothing is known of the chain at that block. */
  hardforkAt(block: { readonly number: bigint; readonly timestamp: bigint }): Hardfork | undefined {
    let latest = -1;
    for (const activation of this.#activations) {
      const active =
        "blockNumber" in activation ? activation.blockNumber <= block.number : activation.timestamp <= block.timestamp;
      const position = (HARDFORKS as readonly string[]).indexOf(activation.hardfork);
      if (active && position > latest) latest = position;
    }
    return HARDFORKS[latest];
  }
}

function knownActivations(chainId: bigint): ForkActivation[] {
  const chain: ChainConfig | undefined = [Mainnet, Sepolia, Holesky, Hoodi].find(
    (known) => BigInt(known.chainId) === chainId,
  );
  return (chain?.hardforks ?? []).flatMap(({ name, block, timestamp }): ForkActivation[] => {
    if (!(HARDFORKS as readonly string[]).includes(name)) return [];
    if (timestamp !== undefined) return [{ hardfork: name, timestamp: BigInt(timestamp) }];
    return typeof block === "number" ? [{ hardfork: name, blockNumber: BigInt(block) }] : [];
  });
}
