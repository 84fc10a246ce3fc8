import { addressToKey, bytesToKey } from "../state/keys.ts";
import type { MissingKey } from "../state/missing-state.ts";
import type { SendableTransaction } from "../types.ts";

/** What nearly every transaction looks up: its sender, its receiver, and what it announces (EIP-2930). */
export function likelyKeys({ tx, sender }: SendableTransaction): MissingKey[] {
  const keys: MissingKey[] = [{ address: addressToKey(sender) }];
  if (tx.to !== undefined) keys.push({ address: addressToKey(tx.to) });
  if (!("accessList" in tx)) return keys;
  for (const [address, slots] of tx.accessList) {
    keys.push({ address: bytesToKey(address) });
    for (const slot of slots) keys.push({ address: bytesToKey(address), slot: bytesToKey(slot) });
  }
  return keys;
}
