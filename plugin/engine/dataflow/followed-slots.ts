import type { StorageAccess } from "../access/types.ts";
import { hexToKey } from "../state/keys.ts";
import type { AddressKey, SlotKey } from "../state/types.ts";
import { complement, nonZero } from "./curve.ts";
import { curveOf, evaluate, ones, UNCHANGED, type Value } from "./value.ts";
import { type Condition, type Refusal, type Verdict, verdictOf } from "./verdict.ts";
import { slotsOf, type Word } from "./word.ts";

interface FollowedSlot {
  readonly access: StorageAccess;
  readonly before: bigint;
  refusal: Refusal | undefined;
  /** Undefined: a constant. */
  current: Value | undefined;
  readonly conditions: Condition[];
  readonly stores: Value[];
}

/** The slots that are followed through one transaction, and what is known of each so far. */
export class FollowedSlots {
  readonly #slots: FollowedSlot[] = [];
  readonly #numbers = new Map<AddressKey, Map<SlotKey, number>>();
  /** Number of slots that are not refused. */
  #open: number;
  /** What the frames that are still running have replaced. */
  readonly #replaced: { readonly slot: FollowedSlot; readonly value: Value | undefined }[] = [];

  constructor(accesses: readonly StorageAccess[]) {
    this.#open = accesses.length;
    for (const access of accesses) {
      const address = hexToKey(access.address);
      const slots = this.#numbers.get(address) ?? new Map<SlotKey, number>();
      this.#numbers.set(address, slots.set(hexToKey(access.slot), this.#slots.length));
      this.#slots.push({
        access,
        before: BigInt(access.before),
        refusal: undefined,
        current: UNCHANGED,
        conditions: [],
        stores: [],
      });
    }
  }

  /** Nothing more is to be found out: every slot is refused. */
  get areSettled(): boolean {
    return this.#open === 0;
  }

  /** Number of a slot, undefined when it is not followed. */
  numberOf(address: AddressKey, slot: SlotKey): number | undefined {
    return this.#numbers.get(address)?.get(slot);
  }

  /** What a load of the slot gives. */
  load(number: number): Word | undefined {
    const { current } = this.#slot(number);
    return current === undefined ? undefined : new Map([[number, current]]);
  }

  /**
   * @param number of the slot that is stored to; undefined when it is not followed.
   * @param stored what the machine stores.
   */
  store(number: number | undefined, word: Word | undefined, stored: bigint): void {
    for (const other of word?.keys() ?? []) if (other !== number) this.#refuse(other, "stored elsewhere");
    if (number === undefined) return;
    const slot = this.#slot(number);
    const value = word?.get(number);
    this.#replaced.push({ slot, value: slot.current });
    slot.current = value;
    if (value === undefined) return;
    slot.stores.push(value);
    this.#compare(slot, value, stored);
  }

  /** The word left what is followed: nothing is known any more of what depends on it. */
  refuse(words: Iterable<Word | undefined>, refusal: Refusal): void {
    for (const number of slotsOf(words)) this.#refuse(number, refusal);
  }

  refuseAll(refusal: Refusal): void {
    for (const number of this.#slots.keys()) this.#refuse(number, refusal);
  }

  /** A jump was taken or not, as the machine's `condition` is zero or not. */
  branch(word: Word | undefined, condition: bigint): void {
    for (const [number, value] of word ?? []) {
      const slot = this.#slot(number);
      const curve = curveOf(value);
      const taken = curve && nonZero(curve);
      if (curve === undefined || taken === undefined) {
        this.#refuse(number, "branched on");
        continue;
      }
      this.#compare(slot, value, condition);
      const { field } = curve;
      const holds = condition === 0n ? complement(field, taken) : taken;
      const [only] = holds;
      const always = holds.length === 1 && only?.low === 0n && only.high === ones(field.width);
      if (!always) slot.conditions.push({ field, holds });
    }
  }

  /** A point to which `undo` can go back. */
  mark(): number {
    return this.#replaced.length;
  }

  /** A frame was reverted: what it stored is gone. */
  undo(mark: number): void {
    while (this.#replaced.length > mark) {
      const last = this.#replaced.pop();
      if (last !== undefined) last.slot.current = last.value;
    }
  }

  /** In the order in which the slots were given. */
  verdicts(): Verdict[] {
    return this.#slots.map(({ access, refusal, current, conditions, stores }) =>
      verdictOf({ access, refusal, final: current, conditions, stores }),
    );
  }

  /** A value that is not what the machine has would prove nothing. */
  #compare(slot: FollowedSlot, value: Value, word: bigint): void {
    const expected = evaluate(value, slot.before);
    if (expected !== undefined && expected !== word) this.#refuseSlot(slot, "executed differently");
  }

  #refuse(number: number, refusal: Refusal): void {
    this.#refuseSlot(this.#slot(number), refusal);
  }

  #refuseSlot(slot: FollowedSlot, refusal: Refusal): void {
    if (slot.refusal !== undefined) return;
    slot.refusal = refusal;
    this.#open--;
  }

  #slot(number: number): FollowedSlot {
    const slot = this.#slots[number];
    if (slot === undefined) throw new RangeError(`No slot has the number ${number}`);
    return slot;
  }
}
