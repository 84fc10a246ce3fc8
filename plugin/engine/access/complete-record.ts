import type { Execution } from "../execution.ts";
import { EMPTY_BYTES, keyToHex, valueToHex } from "../state/keys.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";
import { accountAfter, isEmptyAccount, type WorldState } from "../state/world-state.ts";
import { emptyAccess } from "./transaction-record.ts";
import type { Accesses, AccountAccess, Hex, StorageAccess } from "./types.ts";

type Changed = Pick<Accesses, "storage" | "accounts">;

/**
 * What only the committed state can tell of a transaction, before its writes are applied:
 *
 * - Which accounts come into being or cease to. A blind credit does not look whether its receiver is there.
 * - Which slots disappear with a destroyed account. The transaction knows only the slots that it used.
 */
export interface Completion {
  readonly existence: readonly AddressKey[];
  readonly destroyed: readonly (readonly [AddressKey, readonly (readonly [SlotKey, Uint8Array])[]])[];
}

/** @param coinbase whether it exists is left out: its fees are. */
export function completionOf(writes: Execution["writes"], state: WorldState, coinbase: AddressKey): Completion {
  const existence: AddressKey[] = [];
  const destroyed: [AddressKey, [SlotKey, Uint8Array][]][] = [];
  for (const [key, write] of writes.accounts) {
    const before = state.account(key);
    const after = accountAfter(before, write);
    const wasEmpty = before === undefined || isEmptyAccount(before);
    const isEmpty = after === undefined || isEmptyAccount(after);
    if (wasEmpty !== isEmpty && key !== coinbase) existence.push(key);
    if (write.wiped === true) destroyed.push([key, [...state.storage(key)]]);
  }
  return { existence, destroyed };
}

/** Adds it to the record. */
export function completeRecord(accesses: Changed, { existence, destroyed }: Completion): Changed {
  if (existence.length === 0 && destroyed.length === 0) return accesses;
  const changed = new Set(existence.map(keyToHex));
  const accounts = accesses.accounts.map((access): AccountAccess => {
    if (access.field !== "existence" || !changed.delete(access.address)) return access;
    return { ...access, written: true, net: true };
  });
  for (const address of changed) {
    accounts.push({ ...emptyAccess(address, "existence"), written: true, net: true });
  }
  const storage = [...accesses.storage];
  for (const [key, slots] of destroyed) storage.push(...destroyedSlots(accesses.storage, keyToHex(key), slots));
  return { storage, accounts };
}

function destroyedSlots(
  known: readonly StorageAccess[],
  address: Hex,
  slots: readonly (readonly [SlotKey, Uint8Array])[],
): StorageAccess[] {
  const used = new Set(known.filter((access) => access.address === address).map((access) => access.slot));
  const accesses: StorageAccess[] = [];
  for (const [key, value] of slots) {
    const slot = keyToHex(key);
    if (used.has(slot)) continue;
    accesses.push({
      address,
      slot,
      looked: false,
      gasOnly: false,
      touched: false,
      before: valueToHex(value),
      after: valueToHex(EMPTY_BYTES),
    });
  }
  return accesses;
}
