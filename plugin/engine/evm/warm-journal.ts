import { type Common, Hardfork } from "@ethereumjs/common";
import type { EVM } from "@ethereumjs/evm";
import { type Account, Address } from "@ethereumjs/util";
import { addressToKey, bytesToKey, hexToKey, keyToBytes } from "../state/keys.ts";
import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";
import type { WarmSet } from "./warm-set.ts";

type StockJournal = EVM["journal"];

/** It stays touched when the message that touched it fails: so it went on mainnet, and so it has to be (EIP-161). */
const RIPEMD160 = hexToKey("0x0000000000000000000000000000000000000003");

/** Hexadecimal addresses that come again with each transaction, precompiles above all. */
const MOST_KNOWN_ADDRESSES = 1000;

interface Undo {
  delete(key: string): boolean;
}

/**
 * The journal of `@ethereumjs` (touched accounts, and what EIP-2929 calls accessed) under the keys of the state, with
 * one list of what to undo. The original turns every address and slot into hexadecimal, and makes six collections for
 * every message: a tenth of the time of a token transfer.
 *
 * Not here: the reports of access lists and preimages that `runTx` can be asked for, which the engine does not do.
 */
export class WarmJournal implements WarmSet {
  readonly #state: TransactionState;
  readonly #common: Common;
  /** Accessed accounts with their accessed slots. */
  readonly #warm = new Map<AddressKey, Set<SlotKey>>();
  /** Accessed from the beginning, whatever is reverted: each precompile in each transaction, mostly without slots. */
  readonly #alwaysWarm = new Set<AddressKey>();
  readonly #alwaysWarmSlots = new Map<AddressKey, Set<SlotKey>>();
  readonly #touched = new Set<AddressKey>();
  /** What was added, in order: the key, and the collection that it is to be taken out of. */
  readonly #keys: string[] = [];
  readonly #undo: Undo[] = [];
  readonly #checkpoints: number[] = [];
  readonly #knownAddresses = new Map<string, AddressKey>();

  constructor(state: TransactionState, common: Common) {
    this.#state = state;
    this.#common = common;
  }

  /** This object in the place of the original, whose methods return promises. */
  asJournal(): StockJournal {
    return this as unknown as StockJournal;
  }

  putAccount(address: Address, account: Account | undefined): void {
    this.putAccountOf(addressToKey(address), account);
  }

  /** As `putAccount`. */
  putAccountOf(key: AddressKey, account: Account | undefined): void {
    this.#touch(key);
    this.#state.putAccountOf(key, account);
  }

  deleteAccount(address: Address): void {
    this.#touch(addressToKey(address));
    this.#state.deleteAccount(address);
  }

  checkpoint(): void {
    this.#checkpoints.push(this.#keys.length);
    this.#state.checkpoint();
  }

  commit(): void {
    this.#checkpoints.pop();
    this.#state.commit();
  }

  revert(): void {
    const length = this.#checkpoints.pop() ?? 0;
    while (this.#keys.length > length) this.#undo.pop()?.delete(this.#keys.pop() as string);
    this.#state.revert();
  }

  cleanJournal(): void {
    this.#warm.clear();
    this.#alwaysWarm.clear();
    this.#alwaysWarmSlots.clear();
    this.#touched.clear();
    this.#keys.length = 0;
    this.#undo.length = 0;
    this.#checkpoints.length = 0;
  }

  /** Deletes the touched accounts that are empty (EIP-161), and forgets everything. */
  cleanup(): void {
    if (this.#common.gteHardfork(Hardfork.SpuriousDragon)) {
      for (const key of this.#touched) {
        const address = new Address(keyToBytes(key));
        const account = this.#state.getAccount(address);
        if (account === undefined || account.isEmpty()) this.#state.deleteAccount(address);
      }
    }
    this.cleanJournal();
  }

  /** @param address hexadecimal, with a prefix or without. */
  addAlwaysWarmAddress(address: string): void {
    this.#alwaysWarm.add(this.#addressKey(address));
  }

  /** @param address hexadecimal, with a prefix or without, as the slot. */
  addAlwaysWarmSlot(address: string, slot: string): void {
    const key = this.#addressKey(address);
    this.#alwaysWarm.add(key);
    const slots = this.#alwaysWarmSlots.get(key);
    const slotKey = hexToKey(prefixed(slot));
    if (slots === undefined) this.#alwaysWarmSlots.set(key, new Set([slotKey]));
    else slots.add(slotKey);
  }

  isWarmedAddress(address: Uint8Array): boolean {
    const key = bytesToKey(address);
    return this.#warm.has(key) || this.#alwaysWarm.has(key);
  }

  addWarmedAddress(address: Uint8Array): void {
    this.#slotsOf(bytesToKey(address));
  }

  isWarmedStorage(address: Uint8Array, slot: Uint8Array): boolean {
    return this.isWarm(bytesToKey(address), bytesToKey(slot));
  }

  addWarmedStorage(address: Uint8Array, slot: Uint8Array): void {
    this.#addSlot(bytesToKey(address), bytesToKey(slot));
  }

  isWarm(address: AddressKey, slot: SlotKey): boolean {
    return this.#warm.get(address)?.has(slot) === true || this.#alwaysWarmSlots.get(address)?.has(slot) === true;
  }

  warmUp(address: AddressKey, slot: SlotKey): boolean {
    if (this.isWarm(address, slot)) return true;
    this.#addSlot(address, slot);
    return false;
  }

  warmUpAccount(key: AddressKey): boolean {
    if (this.#warm.has(key) || this.#alwaysWarm.has(key)) return true;
    this.#slotsOf(key);
    return false;
  }

  #addSlot(address: AddressKey, slot: SlotKey): void {
    const slots = this.#slotsOf(address);
    if (slots.has(slot)) return;
    slots.add(slot);
    this.#added(slots, slot);
  }

  #slotsOf(address: AddressKey): Set<SlotKey> {
    let slots = this.#warm.get(address);
    if (slots === undefined) {
      slots = new Set();
      this.#warm.set(address, slots);
      this.#added(this.#warm, address);
    }
    return slots;
  }

  #touch(address: AddressKey): void {
    if (this.#touched.has(address)) return;
    this.#touched.add(address);
    if (address !== RIPEMD160) this.#added(this.#touched, address);
  }

  #added(to: Undo, key: string): void {
    this.#undo.push(to);
    this.#keys.push(key);
  }

  #addressKey(hex: string): AddressKey {
    let key = this.#knownAddresses.get(hex);
    if (key === undefined) {
      key = hexToKey(prefixed(hex));
      if (this.#knownAddresses.size >= MOST_KNOWN_ADDRESSES) this.#knownAddresses.clear();
      this.#knownAddresses.set(hex, key);
    }
    return key;
  }
}

function prefixed(hex: string): string {
  return hex.startsWith("0x") ? hex : `0x${hex}`;
}
