import { isDelegation } from "../evm/delegation.ts";
import { EMPTY_BYTES, EMPTY_CODE_HASH, keyToHex, valueToHex } from "../state/keys.ts";
import type { LocalAccount } from "../state/local-account.ts";
import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey, CodeHash, SlotKey } from "../state/types.ts";
import { type AccessRecorder, AccountUse } from "./recorder.ts";
import type { Accesses, AccountAccess, AccountField, Hex, StorageAccess } from "./types.ts";
import type { SlotUse } from "./used-slots.ts";

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
    if (created && recorder.codes.get(address) === undefined) recorder.codeRan(address, codeHash);
  }
  const uses = recorder.slots.list;
  settle(uses, state);
  const drafts = accountDrafts(state, recorder, settlement);
  const preimages = recorder.preimages.usedLater();
  const codes = recorder.codes.pairs();
  return () => ({
    storage: byAccount(uses).map(storageAccess),
    accounts: drafts.all(),
    preimages: preimages(),
    codes: codeHashes(codes),
  });
}

/** Enters what became of the slots. */
function settle(uses: readonly SlotUse[], state: TransactionState): void {
  for (let i = 0; i < uses.length; i++) {
    const use = uses[i] as SlotUse;
    use.before = state.reads.slot(use.address, use.slot);
    use.after = slotAfter(state, use.address, use.slot, use.before);
  }
}

/** The slots of each account together, in the order of the first look-up in it. */
function byAccount(uses: readonly SlotUse[]): readonly SlotUse[] {
  const [first] = uses;
  if (uses.every(({ address }) => address === first?.address)) return uses;
  return [...Map.groupBy(uses, ({ address }) => address).values()].flat();
}

/** @param pairs accounts, each followed by the hash of its code. */
function codeHashes(pairs: readonly string[]): Accesses["codes"] {
  const codes: { address: Hex; codeHash: Hex }[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    codes.push({ address: keyToHex(pairs[at] as AddressKey), codeHash: keyToHex(pairs[at + 1] as CodeHash) });
  }
  return codes;
}

function storageAccess({ address, slot, sawBefore, site, lastWrite, before, after }: SlotUse): StorageAccess {
  return {
    address: keyToHex(address),
    slot: keyToHex(slot),
    looked: true,
    gasOnly: !sawBefore,
    touched: lastWrite !== undefined,
    before: valueToHex(before),
    after: valueToHex(after),
    firstRead: site.written,
    lastWrite: lastWrite?.written,
  };
}

function slotAfter(state: TransactionState, address: AddressKey, slot: SlotKey, before: Uint8Array): Uint8Array {
  const value = state.slots.get(address)?.get(slot);
  if (value !== undefined) return value;
  return state.accounts.get(address)?.wiped === true ? EMPTY_BYTES : before;
}

/** What an `AccountAccess` says besides whose and which field it is, as bits. */
const Bit = { read: 1, credit: 2, written: 4, net: 8, protocolRead: 16, protocolWrite: 32, fee: 64 } as const;

const FIELDS: readonly AccountField[] = ["balance", "nonce", "code", "existence"];
const Field = { balance: 0, nonce: 1, code: 2, existence: 3 } as const satisfies Record<AccountField, number>;

/** Up to so many are looked through. */
const FEW = 16;

/** Address, field and bits of each access. */
const COLUMNS = 3;

/** Accesses by address and field, as few objects as possible: they are dropped with most records unread. */
class Drafts {
  readonly #rows: (AddressKey | number)[] = [];
  /** Where each begins, once there are many. */
  #places: Map<string, number> | undefined;

  /** @param field its number in `FIELDS`. */
  note(address: AddressKey, field: number, bits: number): void {
    const rows = this.#rows;
    const known = this.#find(address, field);
    if (known !== undefined) {
      rows[known + 2] = (rows[known + 2] as number) | bits;
      return;
    }
    this.#places?.set(field + address, rows.length);
    rows.push(address, field, bits);
  }

  #find(address: AddressKey, field: number): number | undefined {
    const rows = this.#rows;
    const { length } = rows;
    if (length > FEW * COLUMNS) {
      this.#places ??= this.#allPlaces();
      return this.#places.get(field + address);
    }
    for (let at = 0; at < length; at += COLUMNS) if (rows[at + 1] === field && rows[at] === address) return at;
    return undefined;
  }

  #allPlaces(): Map<string, number> {
    const places = new Map<string, number>();
    const rows = this.#rows;
    for (let at = 0; at < rows.length; at += COLUMNS) places.set(`${rows[at + 1]}${rows[at]}`, at);
    return places;
  }

  /** In the order in which they were begun. */
  all(): AccountAccess[] {
    const rows = this.#rows;
    const accesses: AccountAccess[] = [];
    for (let at = 0; at < rows.length; at += COLUMNS) {
      const field = FIELDS[rows[at + 1] as number] as AccountField;
      accesses.push(accountAccess(keyToHex(rows[at] as AddressKey), field, rows[at + 2] as number));
    }
    return accesses;
  }
}

function accountAccess(address: AccountAccess["address"], field: AccountField, bits: number): AccountAccess {
  return {
    address,
    field,
    read: (bits & Bit.read) !== 0,
    credit: (bits & Bit.credit) !== 0,
    written: (bits & Bit.written) !== 0,
    net: (bits & Bit.net) !== 0,
    protocolRead: (bits & Bit.protocolRead) !== 0,
    protocolWrite: (bits & Bit.protocolWrite) !== 0,
    fee: (bits & Bit.fee) !== 0,
  };
}

/** An account access in which nothing has happened. */
export function emptyAccess(address: AccountAccess["address"], field: AccountField): AccountAccess {
  return accountAccess(address, field, 0);
}

function accountDrafts(state: TransactionState, recorder: AccessRecorder, settlement: Settlement): Drafts {
  const drafts = new Drafts();
  const { sender, coinbase, paid, fee } = settlement;
  drafts.note(sender, Field.nonce, Bit.protocolRead | Bit.protocolWrite);
  drafts.note(sender, Field.balance, paid === 0n ? Bit.protocolRead : Bit.protocolRead | Bit.protocolWrite);
  if (fee !== 0n) drafts.note(coinbase, Field.balance, Bit.fee);
  const { accounts } = recorder;
  for (let i = 0; i < accounts.size; i++) {
    const [address, use] = [accounts.keyAt(i), accounts.valueAt(i)];
    if (use & AccountUse.BALANCE) drafts.note(address, Field.balance, Bit.read);
    if (use & AccountUse.NONCE) drafts.note(address, Field.nonce, Bit.read);
    if (use & AccountUse.CODE) drafts.note(address, Field.code, Bit.read);
    if (use & AccountUse.EXISTENCE) drafts.note(address, Field.existence, Bit.read);
    if (use & AccountUse.CREDIT) drafts.note(address, Field.balance, Bit.credit);
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
  if (local.nonce !== undefined && local.nonce !== reads.nonce(address)) {
    // The sender's first step is the protocol's.
    const isProtocols = address === sender && local.nonce === reads.nonce(address) + 1n;
    drafts.note(address, Field.nonce, isProtocols ? Bit.net : Bit.net | Bit.written | Bit.read);
  }
  if (local.codeHash !== undefined && local.codeHash !== reads.codeHash(address)) {
    drafts.note(address, Field.code, Bit.read | Bit.written | Bit.net);
  }
  // Adding nothing to a big integer makes another one.
  const change = state.balances.change(address, local);
  const withoutFee = address === coinbase ? change - fee : change;
  if (withoutFee !== 0n) drafts.note(address, Field.balance, Bit.net);
  const withoutPayment = address === sender ? withoutFee + paid : withoutFee;
  if (withoutPayment !== 0n) drafts.note(address, Field.balance, Bit.written);
}
