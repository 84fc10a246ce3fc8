import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import type { EdrNetworkAccountsConfig, EdrNetworkHDAccountsConfig } from "hardhat/types/config";
import type { Hex } from "../../engine/access/types.ts";

/** An account that the local network can sign for. */
export interface OwnedAccount {
  /** 32 bytes. */
  readonly privateKey: Hex;
  /** In wei, at genesis. */
  readonly balance: bigint;
}

/** Deriving keys takes tens of milliseconds, and every connection to a network shares its accounts' config. */
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

/** BIP-39 seed (the mnemonic trimmed, as Hardhat does) and BIP-32 derivation of `path/index`. */
async function deriveAccounts(config: EdrNetworkHDAccountsConfig): Promise<readonly OwnedAccount[]> {
  const { HDKey } = await import("ethereum-cryptography/hdkey");
  const mnemonic = (await config.mnemonic.get()).trim().normalize("NFKD");
  const salt = `mnemonic${await config.passphrase.get()}`.normalize("NFKD");
  const seed = await promisify(pbkdf2)(mnemonic, salt, 2048, 64, "sha512");
  const parent = HDKey.fromMasterSeed(seed).derive(config.path.replace(/\/$/, ""));
  return Array.from({ length: config.count }, (_, index) => {
    const { privateKey } = parent.deriveChild(config.initialIndex + index);
    if (privateKey === null)
      throw new Error(`The mnemonic has no key at ${config.path}/${config.initialIndex + index}`);
    return { privateKey: `0x${Buffer.from(privateKey).toString("hex")}`, balance: config.accountsBalance };
  });
}
