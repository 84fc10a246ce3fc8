import { setImmediate as nextTurn } from "node:timers/promises";
import type { EdrNetworkAccountsConfig } from "hardhat/types/config";
import { secp256k1 } from "../engine/crypto/secp256k1.ts";
import { findStockClasses } from "../engine/evm/stock-classes.ts";
import { ownedAccounts } from "./defaults/accounts.ts";

/**
 * Does what every local network needs before its first block, bit by bit: whatever else goes on in the process has its turn
 * in between.
 *
 * @param accounts of the network that is expected to be opened
 */
export async function prepareNetworks(accounts: EdrNetworkAccountsConfig): Promise<void> {
  await nextTurn();
  await import("./local-network.ts");
  await nextTurn();
  secp256k1();
  await nextTurn();
  await findStockClasses();
  await nextTurn();
  await ownedAccounts(accounts);
}
