import { Hardfork } from "@ethereumjs/common";
import { hexToBytes } from "@ethereumjs/util";
import type { ForkedWorldState } from "../../engine/state/forked-state.ts";
import { EMPTY_BYTES, hexToKey } from "../../engine/state/keys.ts";
import type { GenesisAccount } from "../chain/genesis.ts";
import { predeploys } from "../chain/predeploys.ts";
import type { ForkRules } from "../chain/rules.ts";

/**
 * Writes what a fork changes before its first block: the local accounts have the configured balance and no code (so that
 * they can send, whatever they delegated to), and contracts that the local hardfork expects are there.
 *
 * @param remote rules of the block that was forked from; undefined where they are not known
 * @throws UpstreamError
 */
export async function writeForkState(
  state: ForkedWorldState,
  accounts: readonly GenesisAccount[],
  rules: ForkRules,
  remote: ForkRules | undefined,
): Promise<void> {
  const missing = predeploys(rules).filter(({ since }) => {
    if (remote === undefined) return false;
    // Whoever is from before Prague gets both, as on Hardhat's network.
    return !remote.isAtLeast(rules.isAtLeast(Hardfork.Prague) ? Hardfork.Prague : since);
  });
  const addresses = [...accounts, ...missing].map(({ address }) => hexToKey(address));
  await state.load(addresses.map((address) => ({ address })));
  for (const { address, code } of missing) {
    state.setCode(hexToKey(address), hexToBytes(code));
    state.setNonce(hexToKey(address), 1n);
  }
  for (const { address, balance } of accounts) {
    state.setBalance(hexToKey(address), balance);
    state.setCode(hexToKey(address), EMPTY_BYTES);
  }
}
