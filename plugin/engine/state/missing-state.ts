import { hexToKey } from "./keys.ts";
import type { AccountState, AddressKey, SlotKey } from "./types.ts";

/** Something to be looked up elsewhere: an account, a slot, or a block. */
export type MissingKey =
  | { readonly address: AddressKey; readonly slot?: SlotKey }
  /** By its number, or by its hash as `0x`-prefixed hexadecimal. */
  | { readonly block: bigint | string };

/** Gets what is missing, so that the same lookup succeeds from then on. */
export interface MissingSource {
  /** @throws whatever keeps it from being known. */
  load(keys: readonly MissingKey[]): Promise<void>;
}

/**
 * Something that is not known yet was looked up. Everything that executes is synchronous, so that an execution ends
 * here: whoever wants it to get further has the key loaded and executes again, which then finds the same as before up to
 * this point.
 */
export class MissingStateError extends Error {
  readonly key: MissingKey;
  /** Undefined on threads that can load nothing. */
  readonly source: MissingSource | undefined;

  constructor(key: MissingKey, source?: MissingSource) {
    super("Part of a state that is kept elsewhere has not been loaded yet.");
    this.name = "MissingStateError";
    this.key = key;
    this.source = source;
  }
}

/** An account as it is elsewhere; its code is empty where it has none. */
export interface RemoteAccount {
  readonly account: AccountState;
  readonly code: Uint8Array;
}

/** A state that somebody else keeps. It never changes. */
export interface RemoteState {
  /** All at once: asking once for much is faster than asking often. The results are in the order of the keys. */
  fetch(
    accounts: readonly AddressKey[],
    slots: readonly (readonly [AddressKey, SlotKey])[],
  ): Promise<{ readonly accounts: readonly RemoteAccount[]; readonly slots: readonly Uint8Array[] }>;
}

/**
 * Not a slot, but kept like one, so that versions, reverts and other threads know of it: set for accounts of whose
 * storage there is nothing elsewhere, or nothing any more. As the hash of a text ("storage is not kept elsewhere"), which is
 * not computed in every process, it is no slot of any contract.
 */
export const DETACHED: SlotKey = hexToKey("0x9e943b2cab8fec69b9fc703c45e13891884213122dadc99e74d50f687110e4fe");

/** Value of `DETACHED` where it is set. */
export const IS_DETACHED: Uint8Array = Uint8Array.of(1);
