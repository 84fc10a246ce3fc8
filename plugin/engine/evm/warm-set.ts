import type { EVM } from "@ethereumjs/evm";
import { keyToBytes } from "../state/keys.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";

/** The accounts and slots that the transaction has touched before (EIP-2929). */
export interface WarmSet {
  isWarm(address: AddressKey, slot: SlotKey): boolean;
  /** Whether the slot was warm already. It is from now on. */
  warmUp(address: AddressKey, slot: SlotKey): boolean;
  /** Whether the account was warm already. It is from now on. */
  warmUpAccount(account: AddressKey): boolean;
}

/** That of a journal of `@ethereumjs`. */
export function warmSetOf(journal: EVM["journal"]): WarmSet {
  const isWarm = (address: AddressKey, slot: SlotKey) => journal.isWarmedStorage(keyToBytes(address), keyToBytes(slot));
  return {
    isWarm,
    warmUp(address, slot) {
      if (isWarm(address, slot)) return true;
      journal.addWarmedStorage(keyToBytes(address), keyToBytes(slot));
      return false;
    },
    warmUpAccount(account) {
      const address = keyToBytes(account);
      if (journal.isWarmedAddress(address)) return true;
      journal.addWarmedAddress(address);
      return false;
    },
  };
}
