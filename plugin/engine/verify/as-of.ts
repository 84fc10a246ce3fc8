import type { Changes } from "../state/change-feed.ts";
import { MissingStateError } from "../state/missing-state.ts";
import type { AddressKey, SlotKey, StateView } from "../state/types.ts";

/** The same keys with their values in `view`, as far as those are known. */
export function asOf({ accounts, slots, codes }: Changes, view: StateView): Changes {
  const known = <Value>(read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      if (error instanceof MissingStateError) return undefined;
      throw error;
    }
  };
  const values = new Map<AddressKey, Map<SlotKey, Uint8Array>>();
  for (const [address, keys] of slots) {
    const ofAccount = new Map<SlotKey, Uint8Array>();
    for (const slot of keys.keys()) {
      const value = known(() => view.slot(address, slot));
      if (value !== undefined) ofAccount.set(slot, value);
    }
    values.set(address, ofAccount);
  }
  return { codes, slots: values, accounts: new Map([...accounts.keys()].map((key) => [key, view.account(key)])) };
}
