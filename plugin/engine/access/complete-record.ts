import type { Execution } from "../execution.ts";
import { EMPTY_BYTES, hexToKey, keyToHex, valueToHex } from "../state/keys.ts";
import { accountAfter, isEmptyAccount, type WorldState } from "../state/world-state.ts";
import { emptyAccess } from "./transaction-record.ts";
import type { AccountAccess, Hex, StorageAccess, TransactionRecord } from "./types.ts";

type Accesses = Pick<TransactionRecord, "storage" | "accounts">;

/**
 * Adds to a record what only the committed state can tell, before the writes are applied to it:
 *
 * - Which accounts come into being or cease to. A blind credit does not look whether its receiver is there.
 * - Which slots disappear with a destroyed account. The transaction knows only the slots that it used.
 *
 * @param coinbase lower-case hexadecimal. Whether it exists is left out: its fees are.
 */
export function completeRecord(
  accesses: Accesses,
  writes: Execution["writes"],
  state: WorldState,
  coinbase: Hex,
): Accesses {
  const accounts = new Map<Hex, AccountAccess>();
  const destroyed: StorageAccess[] = [];
  for (const [key, write] of writes.accounts) {
    const address = keyToHex(key);
    const before = state.account(key);
    const after = accountAfter(before, write);
    const wasEmpty = before === undefined || isEmptyAccount(before);
    const isEmpty = after === undefined || isEmptyAccount(after);
    if (wasEmpty !== isEmpty && address !== coinbase) accounts.set(address, emptyAccess(address, "existence"));
    if (write.wiped === true) destroyed.push(...destroyedSlots(accesses.storage, key, state));
  }
  if (accounts.size === 0 && destroyed.length === 0) return accesses;
  const completed = accesses.accounts.map((access) => {
    if (access.field !== "existence" || !accounts.delete(access.address)) return access;
    return { ...access, written: true, net: true };
  });
  for (const access of accounts.values()) completed.push({ ...access, written: true, net: true });
  return { storage: [...accesses.storage, ...destroyed], accounts: completed };
}

function destroyedSlots(known: readonly StorageAccess[], key: string, state: WorldState): StorageAccess[] {
  const address = keyToHex(key);
  const used = new Set(known.filter((access) => access.address === address).map((access) => hexToKey(access.slot)));
  const accesses: StorageAccess[] = [];
  for (const [slot, value] of state.storage(key)) {
    if (used.has(slot)) continue;
    accesses.push({
      address,
      slot: keyToHex(slot),
      looked: false,
      gasOnly: false,
      touched: false,
      before: valueToHex(value),
      after: valueToHex(EMPTY_BYTES),
    });
  }
  return accesses;
}
