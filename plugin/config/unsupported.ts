/** The settings of a simulated network, user's or resolved, that decide whether the parallel engine can run it. */
export interface NetworkSettings {
  readonly chainType?: string;
  readonly hardfork?: string;
}

/** A setting that the engine does not support. */
export interface UnsupportedSetting {
  /** Name of the field of the network's config. */
  readonly field: keyof NetworkSettings;
  /** A full sentence, without the mend that is common to all. */
  readonly message: string;
}

/**
 * What in a network's config the parallel engine cannot honour. A network with any of these is refused: running it
 * anyway would ignore what the user asked for.
 */
export function unsupportedSettings(network: NetworkSettings): UnsupportedSetting[] {
  const found: UnsupportedSetting[] = [];
  if (network.chainType === "op") {
    found.push({
      field: "chainType",
      message:
        'The parallel engine executes Ethereum rules only: chainType "op" is not supported, "l1" and "generic" are.',
    });
  }
  if (network.hardfork === "amsterdam") {
    found.push({
      field: "hardfork",
      message:
        'The parallel engine does not execute the unfinished hardfork "amsterdam": Hardhat\'s own network and @ethereumjs/vm, which the engine is built on, follow different drafts of it, so that gas and logs would not be those that Hardhat gives. The latest hardfork of the engine is "osaka".',
    });
  }
  return found;
}
