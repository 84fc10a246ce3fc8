import { bytesToHex } from "@ethereumjs/util";
import type { EdrNetworkAccountsConfig, EdrNetworkHDAccountsConfig } from "hardhat/types/config";
import type { Hex } from "../../engine/access/types.ts";
import { childrenOf, deriveKey, mnemonicSeed } from "./hd-keys.ts";

/** An account that the local network can sign for. */
export interface OwnedAccount {
  /** 32 bytes. */
  readonly privateKey: Hex;
  /** In wei, at genesis. */
  readonly balance: bigint;
}

/** Stretching a mnemonic takes milliseconds, and every connection to a network shares its accounts' config. */
const cache = new WeakMap<EdrNetworkAccountsConfig, Promise<readonly OwnedAccount[]>>();

/** The accounts of a resolved network config: the list as it is, or those of a mnemonic in the order of their index. */
export function ownedAccounts(accounts: EdrNetworkAccountsConfig): Promise<readonly OwnedAccount[]> {
  let owned = cache.get(accounts);
  if (owned === undefined) {
    owned = Array.isArray(accounts)
      ? Promise.all(
          accounts.map(async ({ privateKey, balance }) => ({
            privateKey: (await privateKey.getHexString()) as Hex,
            balance,
          })),
        )
      : deriveAccounts(accounts);
    cache.set(accounts, owned);
  }
  return owned;
}

/** The keys at `path/index`; the mnemonic is trimmed, as Hardhat does. */
async function deriveAccounts(config: EdrNetworkHDAccountsConfig): Promise<readonly OwnedAccount[]> {
  const seed = await mnemonicSeed((await config.mnemonic.get()).trim(), await config.passphrase.get());
  const childAt = childrenOf(deriveKey(seed, config.path.replace(/\/$/, "")));
  return Array.from({ length: config.count }, (_, index) => {
    const { privateKey } = childAt(config.initialIndex + index);
    return { privateKey: bytesToHex(privateKey), balance: config.accountsBalance };
  });
}
