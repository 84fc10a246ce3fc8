import type { EdrNetworkAccountsConfig } from "hardhat/types/config";
import type { HookContext } from "hardhat/types/hooks";
import { engineOf } from "./engine-of.ts";

/** What Hardhat opens where no network is named. */
const DEFAULT_NETWORK = "default";

let begun = false;

/**
 * Loads the engine while Hardhat creates the network that stands behind it, which waits for files and for threads of
 * EDR; once in a process. Which network that will be is not known yet: it is taken to be the one that Hardhat opens where
 * none is named, or else the first one on the engine.
 */
export function prepareEngine(context: HookContext): void {
  if (begun) return;
  begun = true;
  const { networks } = context.config;
  const standard = networks[context.globalOptions.network ?? DEFAULT_NETWORK];
  for (const network of [standard, ...Object.values(networks)]) {
    if (network?.type !== "edr-simulated" || engineOf(context, network) === undefined) continue;
    // What goes wrong is thrown by the connection that cannot do without.
    prepare(network.accounts).catch(() => {});
    return;
  }
}

async function prepare(accounts: EdrNetworkAccountsConfig): Promise<void> {
  const { prepareNetworks } = await import("../network/preparation.ts");
  await prepareNetworks(accounts);
}
