import type { Execution } from "../execution.ts";
import { EMPTY_CODE_HASH, keyToHex, sameBytes } from "./keys.ts";
import type { AccountRead, AccountState, AccountWrite, AddressKey, StateView } from "./types.ts";
import { isEmptyAccount, MAX_BALANCE } from "./world-state.ts";

/**
 * The first value that an execution relied on and that is different in `view`, as in `Abort.key`
 * (`slot:0x..:0x..`, `balance:0x..`, ...); undefined when its writes may be committed on `view` as they are.
 *
 * Validation is by value (not by version as in Block-STM's paper, Gelashvili et al., 2022): a key that was written
 * and got its old value back is no conflict.
 */
export function findStaleRead(view: StateView, execution: Pick<Execution, "reads" | "writes">): string | undefined {
  for (const [address, read] of execution.reads.accounts) {
    const field = staleField(view, address, read);
    if (field !== undefined) return `${field}:${keyToHex(address)}`;
  }
  for (const [address, slots] of execution.reads.slots) {
    for (const [slot, value] of slots) {
      if (!sameBytes(view.slot(address, slot), value)) return `slot:${keyToHex(address)}:${keyToHex(slot)}`;
    }
  }
  for (const [address, write] of execution.writes.accounts) {
    if (write.balanceDelta !== undefined && overflows(view, address, write)) return `balance:${keyToHex(address)}`;
  }
  return undefined;
}

function staleField(view: StateView, address: AddressKey, read: AccountRead): string | undefined {
  const account = view.account(address);
  if (read.exists !== undefined && read.exists !== (account !== undefined)) return "existence";
  if (read.exists === true && account !== undefined && mayBeTakenForAnother(account, read)) return "existence";
  if (read.nonce !== undefined && read.nonce !== (account?.nonce ?? 0n)) return "nonce";
  if (read.balance !== undefined && read.balance !== (account?.balance ?? 0n)) return "balance";
  if (read.minBalance !== undefined && read.minBalance > (account?.balance ?? 0n)) return "balance";
  if (read.codeHash !== undefined && read.codeHash !== (account?.codeHash ?? EMPTY_CODE_HASH)) return "code";
  if (read.hasStorage !== undefined && read.hasStorage !== view.hasStorage(address)) return "storage";
  return undefined;
}

// An account that exists although it is empty (of a genesis or a setter) goes away when it is touched. An execution that
// saw it not to be empty, because of a transaction that has no place in the block, noted no more than that it exists.
function mayBeTakenForAnother(account: AccountState, read: AccountRead): boolean {
  const knewAll = read.nonce !== undefined && read.balance !== undefined && read.codeHash !== undefined;
  return !knewAll && isEmptyAccount(account);
}

// A blind credit assumed that the sum stays in range: the EVM would have refused the transfer otherwise.
function overflows(view: StateView, address: AddressKey, write: AccountWrite): boolean {
  const balance = (view.account(address)?.balance ?? 0n) + (write.balanceDelta ?? 0n);
  return balance < 0n || balance > MAX_BALANCE;
}
