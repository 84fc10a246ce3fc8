import { isDelegation } from "../evm/delegation.ts";
import { EMPTY_BYTES, EMPTY_CODE_HASH, keyToHex, valueToHex } from "../state/keys.ts";
import type { LocalAccount } from "../state/local-account.ts";
import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";
import { type AccessRecorder, AccountUse, type SlotLookup } from "./recorder.ts";
import type { Site } from "./sites.ts";
import type { Accesses, AccountAccess, AccountField, StorageAccess } from "./types.ts";

/** The money that the protocol itself moves for a transaction. */
export interface Settlement {
  readonly sender: AddressKey;
  readonly coinbase: AddressKey;
  /** Paid for gas and blobs by the sender, in wei. */
  readonly paid: bigint;
  /** Credited to the coinbase, in wei. */
  readonly fee: bigint;
}

/**
 * The access record of the transaction that has just run.
 *
 * Call it after `collectWrites`, so that every value compared with is among the reads. Two things are not in it yet,
 * because only the committed state knows them: see `completeRecord`.
 *
 * @returns a function that makes the record, when somebody wants it: all that it needs is put aside now. Most records
 * are never looked at, and writing out their hexadecimal takes longer than recording (5 us for a transfer of ether, 20
 * us for one of a token).
 */
export function accessesOf(state: TransactionState, recorder: AccessRecorder, settlement: Settlement): () => Accesses {
  for (const [address, { codeHash }] of state.accounts) {
    // A contract that was created belongs to the constructor that ran; a delegation (EIP-7702) is no contract.
    const created = codeHash !== undefined && codeHash !== EMPTY_CODE_HASH && !isDelegation(state.codeOf(codeHash));
    if (created && !recorder.codes.has(address)) recorder.codeRan(address, codeHash);
  }
  const lookups = slotAccesses(state, recorder);
  const drafts = accountDrafts(state, recorder, settlement);
  const preimages = recorder.preimages.usedLater();
  const codes = [...recorder.codes];
  return () => ({
    storage: lookups.map(storageAccess),
    accounts: drafts.all(),
    preimages: preimages(),
    codes: codes.map(([address, hash]) => ({ address: keyToHex(address), codeHash: keyToHex(hash) })),
  });
}

/** What a `StorageAccess` is written from. */
interface SlotAccess {
  readonly address: AddressKey;
  readonly slot: SlotKey;
  readonly lookup: SlotLookup;
  readonly lastWrite: Site | undefined;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

function slotAccesses(state: TransactionState, recorder: AccessRecorder): SlotAccess[] {
  const accesses: SlotAccess[] = [];
  for (const [address, slots] of recorder.lookups) {
    const writes = recorder.lastWrites.get(address);
    for (const [slot, lookup] of slots) {
      const before = state.reads.slot(address, slot);
      const after = slotAfter(state, address, slot);
      accesses.push({ address, slot, lookup, lastWrite: writes?.get(slot), before, after });
    }
  }
  return accesses;
}

function storageAccess({ address, slot, lookup, lastWrite, before, after }: SlotAccess): StorageAccess {
  return {
    address: keyToHex(address),
    slot: keyToHex(slot),
    looked: true,
    gasOnly: !lookup.sawBefore,
    touched: lastWrite !== undefined,
    before: valueToHex(before),
    after: valueToHex(after),
    firstRead: lookup.site.written,
    lastWrite: lastWrite?.written,
  };
}

function slotAfter(state: TransactionState, address: AddressKey, slot: SlotKey): Uint8Array {
  const value = state.slots.get(address)?.get(slot);
  if (value !== undefined) return value;
  return state.accounts.get(address)?.wiped === true ? EMPTY_BYTES : state.reads.slot(address, slot);
}

/** What an `AccountAccess` says besides whose and which field it is, as bits. */
const Bit = { read: 1, credit: 2, written: 4, net: 8, protocolRead: 16, protocolWrite: 32, fee: 64 } as const;

/** Up to so many are looked through. */
const FEW = 16;

/** Accesses by address and field, as few objects as possible: they are dropped with most records unread. */
class Drafts {
  readonly #addresses: AddressKey[] = [];
  readonly #fields: AccountField[] = [];
  readonly #bits: number[] = [];
  /** Where each is, once there are many. */
  #places: Map<string, number> | undefined;

  note(address: AddressKey, field: AccountField, bits: number): void {
    const known = this.#find(address, field);
    if (known !== undefined) {
      this.#bits[known] = (this.#bits[known] as number) | bits;
      return;
    }
    this.#places?.set(field + address, this.#bits.length);
    this.#addresses.push(address);
    this.#fields.push(field);
    this.#bits.push(bits);
  }

  #find(address: AddressKey, field: AccountField): number | undefined {
    const { length } = this.#bits;
    if (length > FEW) {
      this.#places ??= new Map(this.#addresses.map((address, i) => [this.#fields[i] + address, i]));
      return this.#places.get(field + address);
    }
    for (let i = 0; i < length; i++) if (this.#addresses[i] === address && this.#fields[i] === field) return i;
    return undefined;
  }

  /** In the order in which they were begun. */
  all(): AccountAccess[] {
    return this.#bits.map((bits, i) => {
      const access = emptyAccess(keyToHex(this.#addresses[i] as AddressKey), this.#fields[i] as AccountField);
      for (const name of Object.keys(Bit) as (keyof typeof Bit)[]) if (bits & Bit[name]) access[name] = true;
      return access;
    });
  }
}

/** An account access in which nothing has happened. */
export function emptyAccess(
  address: AccountAccess["address"],
  field: AccountField,
): { -readonly [K in keyof AccountAccess]: AccountAccess[K] } {
  return {
    address,
    field,
    read: false,
    credit: false,
    written: false,
    net: false,
    protocolRead: false,
    protocolWrite: false,
    fee: false,
  };
}

function accountDrafts(state: TransactionState, recorder: AccessRecorder, settlement: Settlement): Drafts {
  const drafts = new Drafts();
  const { sender, coinbase, paid, fee } = settlement;
  drafts.note(sender, "nonce", Bit.protocolRead | Bit.protocolWrite);
  drafts.note(sender, "balance", paid === 0n ? Bit.protocolRead : Bit.protocolRead | Bit.protocolWrite);
  if (fee !== 0n) drafts.note(coinbase, "balance", Bit.fee);
  for (const [address, use] of recorder.accounts) {
    if (use & AccountUse.BALANCE) drafts.note(address, "balance", Bit.read);
    if (use & AccountUse.NONCE) drafts.note(address, "nonce", Bit.read);
    if (use & AccountUse.CODE) drafts.note(address, "code", Bit.read);
    if (use & AccountUse.EXISTENCE) drafts.note(address, "existence", Bit.read);
    if (use & AccountUse.CREDIT) drafts.note(address, "balance", Bit.credit);
  }
  for (const [address, local] of state.accounts) noteWrites(drafts, state, address, local, settlement);
  return drafts;
}

function noteWrites(
  drafts: Drafts,
  state: TransactionState,
  address: AddressKey,
  local: LocalAccount,
  { sender, coinbase, paid, fee }: Settlement,
): void {
  const { reads } = state;
  if (local.exists === false && !reads.exists(address)) return;
  const nonceChange = local.nonce === undefined ? 0n : local.nonce - reads.nonce(address);
  if (nonceChange !== 0n) {
    // The sender's first step is the protocol's.
    const isProtocols = address === sender && nonceChange === 1n;
    drafts.note(address, "nonce", isProtocols ? Bit.net : Bit.net | Bit.written | Bit.read);
  }
  if (local.codeHash !== undefined && local.codeHash !== reads.codeHash(address)) {
    drafts.note(address, "code", Bit.read | Bit.written | Bit.net);
  }
  const withoutFee = state.balances.change(address, local) - (address === coinbase ? fee : 0n);
  if (withoutFee !== 0n) drafts.note(address, "balance", Bit.net);
  if (withoutFee + (address === sender ? paid : 0n) !== 0n) drafts.note(address, "balance", Bit.written);
}
