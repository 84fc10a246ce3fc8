import type { EVM } from "@ethereumjs/evm";
import { keyToBytes } from "../state/keys.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";

/** The slots that the transaction has touched before (EIP-2929). */
export interface WarmSlots {
  isWarm(address: AddressKey, slot: SlotKey): boolean;
  /** Whether the slot was warm already. It is from now on. */
  warmUp(address: AddressKey, slot: SlotKey): boolean;
}

/** Those of a journal of `@ethereumjs`. */
export function warmSlotsOf(journal: Pick<EVM["journal"], "isWarmedStorage" | "addWarmedStorage">): WarmSlots {
  const isWarm = (address: AddressKey, slot: SlotKey) => journal.isWarmedStorage(keyToBytes(address), keyToBytes(slot));
  return {
    isWarm,
    warmUp(address, slot) {
      if (isWarm(address, slot)) return true;
      journal.addWarmedStorage(keyToBytes(address), keyToBytes(slot));
      return false;
    },
  };
}
