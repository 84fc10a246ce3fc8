import type { Hex } from "./access/types.ts";
import { EMPTY_BYTES, hexToKey, keyToHex, valueToHex } from "./state/keys.ts";
import type { AddressKey, ReadSet, SlotKey, StateView, WriteSet } from "./state/types.ts";
import type { PrestateAccount, TransactionOutcome } from "./types.ts";

const NO_SLOTS: ReadonlyMap<SlotKey, Uint8Array> = new Map();

/**
 * Everything that an execution looked up or changed, with the values it found, so that it can be repeated elsewhere.
 * Accounts are whole; of their storage only what was looked up is there. (A slot is looked up before it is changed.)
 *
 * @returns by lower-case hexadecimal address.
 */
export function prestateOf(reads: ReadSet, writes: WriteSet, view: StateView): Map<string, PrestateAccount> {
  const prestate = new Map<string, PrestateAccount>();
  for (const address of new Set([...reads.accounts.keys(), ...reads.slots.keys(), ...writes.accounts.keys()])) {
    prestate.set(keyToHex(address), prestateAccount(address, reads.slots.get(address) ?? NO_SLOTS, view));
  }
  return prestate;
}

/** What it takes to execute a transaction elsewhere that failed. */
export interface FailedExecution {
  /** As `prestateOf`, before further blocks. */
  readonly prestate: () => Map<string, PrestateAccount>;
  /** As in `Execution`. */
  readonly lookedAtBlock: boolean | undefined;
}

/**
 * Of transactions of blocks that failed: to explain a failure, the transaction then need not be executed once more. Not a
 * field of the outcome, whose fields are values.
 */
export const failedExecutions = new WeakMap<TransactionOutcome, FailedExecution>();

/** The same with further accounts and slots, which tracers show although the execution never looked at them. */
export function withAccounts(
  prestate: ReadonlyMap<string, PrestateAccount>,
  accounts: Iterable<readonly [address: Hex, slots: readonly Hex[]]>,
  view: StateView,
): Map<string, PrestateAccount> {
  const extended = new Map(prestate);
  for (const [hex, slots] of accounts) {
    const address = hexToKey(hex);
    const account = extended.get(hex) ?? prestateAccount(address, NO_SLOTS, view);
    const values = slots.map((slot) => [slot, valueToHex(view.slot(address, hexToKey(slot)))] as const);
    extended.set(hex, { ...account, slots: new Map([...account.slots, ...values]) });
  }
  return extended;
}

function prestateAccount(
  address: AddressKey,
  slots: ReadonlyMap<SlotKey, Uint8Array>,
  view: StateView,
): PrestateAccount {
  const account = view.account(address);
  const values = new Map<Hex, Hex>();
  for (const [slot, value] of slots) values.set(keyToHex(slot), valueToHex(value));
  return {
    nonce: account?.nonce ?? 0n,
    balance: account?.balance ?? 0n,
    code: account === undefined ? EMPTY_BYTES : view.code(account.codeHash),
    slots: values,
  };
}
