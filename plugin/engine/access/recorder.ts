import type { TransactionState } from "../state/transaction-state.ts";
import type { AddressKey, CodeHash, SlotKey } from "../state/types.ts";
import type { RunningCode } from "./call-stack.ts";
import { Noted } from "./noted.ts";
import { PreimageCollector } from "./preimages.ts";
import { type Site, SiteTable } from "./sites.ts";
import { restoreLastWrite, UsedSlots } from "./used-slots.ts";

/** How contract logic dealt with an account, as bits. */
export const AccountUse = { BALANCE: 1, NONCE: 2, CODE: 4, EXISTENCE: 8, CREDIT: 16 } as const;

type StorageOpcode = "SLOAD" | "SSTORE";

/**
 * Collects how one transaction deals with storage and accounts while it runs. The EVM says which opcode is at work and
 * what it means for accounts; the state says which slots are looked up and written.
 *
 * What was read stays, also when the frame reverts, because control flow depended on it. What was written is entered
 * through the state's undo log and disappears with the frame.
 */
export class AccessRecorder {
  /** Looked up, also in frames that reverted. */
  readonly slots = new UsedSlots();
  /** Bits of `AccountUse`. */
  readonly accounts = new Noted<number>();
  /** Hash of the code that ran, by the account it belongs to. */
  readonly codes = new Noted<CodeHash>();
  readonly preimages = new PreimageCollector(() => this.slots.list);

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
    this.accounts.clear();
    this.codes.clear();
    this.slots.clear();
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
    const use = this.slots.find(address, slot);
    if (use === undefined) {
      this.slots.add(address, slot, sawBefore, this.#here());
    } else if (sawBefore && !use.sawBefore) {
      use.sawBefore = true;
      use.site = this.#here();
    }
  }

  slotWritten(address: AddressKey, slot: SlotKey): void {
    if (this.#opcode === undefined) return;
    // SSTORE has looked it up for its price.
    const use = this.slots.find(address, slot);
    if (use === undefined) return;
    this.#state.undo.enter(restoreLastWrite, use, use.lastWrite);
    use.lastWrite = this.#here();
  }

  #here(): Site {
    this.#site ??= this.#sites.of(this.#codeAddress, this.#pc, this.#running as RunningCode);
    return this.#site;
  }

  /** @param use bits of `AccountUse`. */
  accountUsed(address: AddressKey, use: number): void {
    const known = this.accounts.get(address) ?? 0;
    if ((known | use) !== known) this.accounts.set(address, known | use);
  }

  codeRan(address: AddressKey, hash: CodeHash): void {
    this.codes.set(address, hash);
  }
}
