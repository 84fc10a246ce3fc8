import type { Hex } from "./access/types.ts";
import { EMPTY_BYTES, keyToHex, valueToHex } from "./state/keys.ts";
import type { ReadSet, StateView } from "./state/types.ts";
import type { PrestateAccount } from "./types.ts";

/**
 * Everything that an execution looked up, with the values it found, so that it can be repeated elsewhere. Accounts are
 * whole; of their storage only what was looked up is there.
 *
 * @returns by lower-case hexadecimal address.
 */
export function prestateOf(reads: ReadSet, view: StateView): Map<string, PrestateAccount> {
  const prestate = new Map<string, PrestateAccount>();
  for (const address of new Set([...reads.accounts.keys(), ...reads.slots.keys()])) {
    const account = view.account(address);
    const slots = new Map<Hex, Hex>();
    for (const [slot, value] of reads.slots.get(address) ?? []) slots.set(keyToHex(slot), valueToHex(value));
    prestate.set(keyToHex(address), {
      nonce: account?.nonce ?? 0n,
      balance: account?.balance ?? 0n,
      code: account === undefined ? EMPTY_BYTES : view.code(account.codeHash),
      slots,
    });
  }
  return prestate;
}
