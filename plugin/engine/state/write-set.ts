import { EMPTY_BYTES, sameBytes } from "./keys.ts";
import type { LocalAccount } from "./local-account.ts";
import type { TransactionState } from "./transaction-state.ts";
import type { AccountWrite, AddressKey, CodeHash, SlotKey, WriteSet } from "./types.ts";

/**
 * The net changes of a transaction: what is equal to the value from before it is left out. That comparison is itself
 * a dependency, so each value compared with is in the read set afterwards.
 */
export function collectWrites(state: TransactionState): WriteSet {
  state.balances.settle();
  const accounts = new Map<AddressKey, AccountWrite>();
  for (const [address, local] of state.accounts) {
    const write = accountWrite(state, address, local);
    if (write !== undefined) accounts.set(address, write);
  }
  const slots = new Map<AddressKey, ReadonlyMap<SlotKey, Uint8Array>>();
  for (const [address, values] of state.slots) {
    const changed = changedSlots(state, address, values);
    if (changed.size > 0) slots.set(address, changed);
  }
  const codes = new Map<CodeHash, Uint8Array>();
  for (const write of accounts.values()) {
    const code = write.codeHash === undefined ? undefined : state.codes.get(write.codeHash);
    if (write.codeHash !== undefined && code !== undefined) codes.set(write.codeHash, code);
  }
  return { accounts, slots, codes };
}

function accountWrite(state: TransactionState, address: AddressKey, local: LocalAccount): AccountWrite | undefined {
  const { reads } = state;
  if (local.exists === false) return reads.exists(address) ? { exists: false, wiped: true } : undefined;
  const write: AccountWrite = {};
  if (local.nonce !== undefined && local.nonce !== reads.nonce(address)) write.nonce = local.nonce;
  const change = state.balances.change(address, local);
  if (change !== 0n) {
    if (local.balance === undefined || state.balances.isGuarded(address)) write.balanceDelta = change;
    else write.balance = local.balance;
  }
  if (local.codeHash !== undefined && local.codeHash !== reads.codeHash(address)) write.codeHash = local.codeHash;
  if (local.wiped && reads.hasStorage(address)) write.wiped = true;
  if (local.exists === true && !reads.exists(address)) write.exists = true;
  return Object.keys(write).length === 0 ? undefined : write;
}

function changedSlots(
  state: TransactionState,
  address: AddressKey,
  values: ReadonlyMap<SlotKey, Uint8Array>,
): Map<SlotKey, Uint8Array> {
  const wiped = state.accounts.get(address)?.wiped === true;
  const changed = new Map<SlotKey, Uint8Array>();
  for (const [slot, value] of values) {
    const before = wiped ? EMPTY_BYTES : state.reads.slot(address, slot);
    if (!sameBytes(before, value)) changed.set(slot, value);
  }
  return changed;
}
