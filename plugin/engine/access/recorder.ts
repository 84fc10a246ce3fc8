import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey, CodeHash, SlotKey } from "../state/types.ts";
import type { RunningCode } from "./call-stack.ts";
import { PreimageCollector } from "./preimages.ts";
import { type Site, SiteTable } from "./sites.ts";

/** How contract logic dealt with an account, as bits. */
export const AccountUse = { BALANCE: 1, NONCE: 2, CODE: 4, EXISTENCE: 8, CREDIT: 16 } as const;

/** Look-ups of one slot, also those of frames that reverted. */
export interface SlotLookup {
  /** An SLOAD saw the value from before the transaction. */
  sawBefore: boolean;
  /** Of that SLOAD; until there is one, of the first look-up. */
  site: Site;
}

type StorageOpcode = "SLOAD" | "SSTORE";

/**
 * Collects how one transaction deals with storage and accounts while it runs. The EVM says which opcode is at work and
 * what it means for accounts; the state says which slots are looked up and written.
 *
 * What was read stays, also when the frame reverts, because control flow depended on it. What was written is entered
 * through the state's undo log and disappears with the frame.
 */
export class AccessRecorder {
  readonly lookups = new Map<AddressKey, Map<SlotKey, SlotLookup>>();
  readonly lastWrites = new Map<AddressKey, Map<SlotKey, Site>>();
  readonly accounts = new Map<AddressKey, number>();
  /** Hash of the code that ran, by the account it belongs to. */
  readonly codes = new Map<AddressKey, CodeHash>();
  readonly preimages = new PreimageCollector(() => this.#slots());

  readonly #maps = [this.lookups, this.lastWrites, this.accounts, this.codes];
  readonly #state: TransactionState;
  #opcode: StorageOpcode | undefined;
  #codeAddress: AddressKey = "";
  #pc = 0;
  #running: RunningCode | undefined;
  /** Where the opcode at work is, once that was asked for. */
  #site: Site | undefined;
  readonly #sites = new SiteTable();

  constructor(state: TransactionState) {
    this.#state = state;
    state.observer = this;
  }

  begin(): void {
    // A map gets a new table when it is cleared, also one that was empty.
    for (const map of this.#maps) if (map.size > 0) map.clear();
    this.preimages.clear();
    this.#opcode = undefined;
  }

  /** From here to `leaveStorage`, slots are looked up and written by this opcode, at the place that makes its `Site`. */
  enterStorage(opcode: StorageOpcode, codeAddress: AddressKey, pc: number, running: RunningCode): void {
    this.#opcode = opcode;
    this.#codeAddress = codeAddress;
    this.#pc = pc;
    this.#running = running;
    this.#site = undefined;
  }

  leaveStorage(): void {
    this.#opcode = undefined;
    this.#running = undefined;
  }

  slotRead(address: AddressKey, slot: SlotKey): void {
    if (this.#opcode === undefined) return;
    const sawBefore = this.#opcode === "SLOAD" && !this.#state.isOwnValue(address, slot);
    const slots = nested(this.lookups, address);
    const lookup = slots.get(slot);
    if (lookup === undefined) {
      slots.set(slot, { sawBefore, site: this.#here() });
    } else if (sawBefore && !lookup.sawBefore) {
      lookup.sawBefore = true;
      lookup.site = this.#here();
    }
  }

  slotWritten(address: AddressKey, slot: SlotKey): void {
    if (this.#opcode === undefined) return;
    this.#state.undo.set(nested(this.lastWrites, address), slot, this.#here());
  }

  #here(): Site {
    this.#site ??= this.#sites.of(this.#codeAddress, this.#pc, this.#running as RunningCode);
    return this.#site;
  }

  /** @param use bits of `AccountUse`. */
  accountUsed(address: AddressKey, use: number): void {
    this.accounts.set(address, (this.accounts.get(address) ?? 0) | use);
  }

  codeRan(address: AddressKey, hash: CodeHash): void {
    this.codes.set(address, hash);
  }

  #slots(): SlotKey[] {
    const used: SlotKey[] = [];
    for (const slots of this.lookups.values()) for (const slot of slots.keys()) used.push(slot);
    return used;
  }
}

function nested<V>(map: Map<AddressKey, Map<SlotKey, V>>, address: AddressKey): Map<SlotKey, V> {
  let inner = map.get(address);
  if (inner === undefined) {
    inner = new Map();
    map.set(address, inner);
  }
  return inner;
}
