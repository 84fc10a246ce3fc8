import { isDelegation } from "../evm/delegation.ts";
import type { ExecutedTransaction } from "../execution.ts";
import { EMPTY_BYTES, EMPTY_CODE_HASH, keyToHex, valueToHex } from "../state/keys.ts";
import type { LocalAccount } from "../state/local-account.ts";
import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";
import { type AccessRecorder, AccountUse, type Site, type SlotLookup } from "./recorder.ts";
import type { AccountAccess, AccountField, CodeSite, Hex, StorageAccess } from "./types.ts";

/** The money that the protocol itself moves for a transaction. */
export interface Settlement {
  readonly sender: AddressKey;
  readonly coinbase: AddressKey;
  /** Paid for gas and blobs by the sender, in wei. */
  readonly paid: bigint;
  /** Credited to the coinbase, in wei. */
  readonly fee: bigint;
}

export type Accesses = Pick<ExecutedTransaction["record"], "storage" | "accounts" | "preimages" | "codes">;

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
    firstRead: codeSite(lookup.site),
    lastWrite: lastWrite === undefined ? undefined : codeSite(lastWrite),
  };
}

function slotAfter(state: TransactionState, address: AddressKey, slot: SlotKey): Uint8Array {
  const value = state.slots.get(address)?.get(slot);
  if (value !== undefined) return value;
  return state.accounts.get(address)?.wiped === true ? EMPTY_BYTES : state.reads.slot(address, slot);
}

function codeSite(site: Site): CodeSite {
  const { codeAddress, pc, creation, selector, callers } = site;
  return {
    codeAddress: keyToHex(codeAddress),
    pc,
    creation,
    ...(selector !== undefined && { selector: selectorHex(selector) }),
    ...(callers.length > 0 && { callers }),
  };
}

function selectorHex(selector: number): Hex {
  return `0x${selector.toString(16).padStart(8, "0")}`;
}

type Draft = { -readonly [K in keyof AccountAccess]: AccountAccess[K] };

/** Accesses by address and field. Addresses stay keys until all is known. */
class Drafts {
  readonly #drafts: Draft[] = [];
  readonly #keys: AddressKey[] = [];
  readonly #byAddress = new Map<AddressKey, Draft[]>();

  of(address: AddressKey, field: AccountField): Draft {
    let known = this.#byAddress.get(address);
    if (known === undefined) {
      known = [];
      this.#byAddress.set(address, known);
    }
    for (const draft of known) if (draft.field === field) return draft;
    const draft = emptyAccess("0x", field);
    known.push(draft);
    this.#drafts.push(draft);
    this.#keys.push(address);
    return draft;
  }

  /** In the order in which they were begun. */
  all(): AccountAccess[] {
    return this.#drafts.map((draft, index) => ({ ...draft, address: keyToHex(this.#keys[index] as AddressKey) }));
  }
}

/** An account access in which nothing has happened. */
export function emptyAccess(address: AccountAccess["address"], field: AccountField): Draft {
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
  for (const field of ["nonce", "balance"] as const) drafts.of(sender, field).protocolRead = true;
  drafts.of(sender, "nonce").protocolWrite = true;
  if (paid !== 0n) drafts.of(sender, "balance").protocolWrite = true;
  if (fee !== 0n) drafts.of(coinbase, "balance").fee = true;
  for (const [address, use] of recorder.accounts) {
    if (use & AccountUse.BALANCE) drafts.of(address, "balance").read = true;
    if (use & AccountUse.NONCE) drafts.of(address, "nonce").read = true;
    if (use & AccountUse.CODE) drafts.of(address, "code").read = true;
    if (use & AccountUse.EXISTENCE) drafts.of(address, "existence").read = true;
    if (use & AccountUse.CREDIT) drafts.of(address, "balance").credit = true;
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
    const nonce = drafts.of(address, "nonce");
    nonce.net = true;
    // The sender's first step is the protocol's.
    nonce.written = address !== sender || nonceChange !== 1n;
    if (nonce.written) nonce.read = true;
  }
  if (local.codeHash !== undefined && local.codeHash !== reads.codeHash(address)) {
    Object.assign(drafts.of(address, "code"), { read: true, written: true, net: true });
  }
  const withoutFee = state.balances.change(address, local) - (address === coinbase ? fee : 0n);
  if (withoutFee !== 0n) drafts.of(address, "balance").net = true;
  if (withoutFee + (address === sender ? paid : 0n) !== 0n) drafts.of(address, "balance").written = true;
}
