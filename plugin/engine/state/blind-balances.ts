import { inRange, type LocalAccount } from "./local-account.ts";
import type { ReadTracker } from "./read-tracker.ts";
import type { BalanceGuard } from "./transaction-options.ts";
import type { AddressKey } from "./types.ts";
import type { UndoLog } from "./undo-log.ts";

const LIMIT = 1n << 256n;

/** The parts of a transaction's state that balances are kept in. */
export interface BalanceStore {
  readonly accounts: Map<AddressKey, LocalAccount>;
  readonly undo: UndoLog;
  readonly reads: ReadTracker;
}

/**
 * Balances that change without anybody looking at them.
 *
 * Money that arrives is added to whatever is there, and a sender need only have enough: what the balance exactly is
 * would be a dependency on every transaction before that touched it. As soon as a contract looks at such a balance,
 * it becomes one.
 */
export class BlindBalances {
  readonly #store: BalanceStore;
  /** False before EIP-161, where every balance is looked at. */
  #allowed = false;
  #guard: BalanceGuard | undefined;
  /** The most by which accounts were ahead of their balance from before when they were credited. */
  readonly #peaks = new Map<AddressKey, bigint>();

  constructor(store: BalanceStore) {
    this.#store = store;
  }

  begin(allowed: boolean, guard: BalanceGuard | undefined): void {
    this.#allowed = allowed;
    this.#peaks.clear();
    this.#guard = undefined;
    if (guard === undefined || !allowed || this.#viewed(guard.address) < guard.minBalance) return;
    this.#guard = guard;
    this.#store.reads.atLeast(guard.address, guard.minBalance);
  }

  /** True while nothing but "enough" is known of the balance, and nothing else has to be. */
  isGuarded(key: AddressKey): boolean {
    return this.#guard?.address === key;
  }

  /** Balance from before the transaction: a dependency only when it is one already. */
  before(key: AddressKey): bigint {
    return this.isGuarded(key) ? this.#viewed(key) : this.#store.reads.balance(key);
  }

  /** By how much the transaction has changed the balance so far, in wei. */
  change(key: AddressKey, local: LocalAccount | undefined): bigint {
    if (local === undefined) return 0n;
    return local.balance === undefined ? local.delta : local.balance - this.before(key);
  }

  /** Makes the balance from before a dependency. */
  depend(key: AddressKey): void {
    if (this.isGuarded(key)) this.#guard = undefined;
    this.#store.reads.balance(key);
  }

  /**
   * Adds to a balance without looking at it.
   *
   * @returns false when that is not possible: the balance is known or too high. Nothing has changed then.
   */
  credit(key: AddressKey, amount: bigint): boolean {
    const local = this.#store.accounts.get(key);
    if (!this.#allowed || (local?.balance !== undefined && !this.isGuarded(key))) return false;
    const gain = this.change(key, local) + amount;
    if (this.#viewed(key) + gain >= LIMIT) return false;
    if (gain > (this.#peaks.get(key) ?? 0n)) this.#peaks.set(key, gain);
    if (amount === 0n) return true;
    this.#put(key, local?.balance === undefined ? { delta: gain } : { balance: local.balance + amount });
    return true;
  }

  /** Takes the value of the transaction from a sender that is guarded: the guard has made sure that it is there. */
  pay(key: AddressKey, amount: bigint): void {
    this.#put(key, { balance: (this.#store.accounts.get(key)?.balance ?? this.before(key)) - amount });
  }

  /** Adds to a balance that is looked at; beyond the range of a balance it stays at the maximum. */
  add(key: AddressKey, amount: bigint): void {
    const balance = this.#store.reads.balance(key) + this.change(key, this.#store.accounts.get(key)) + amount;
    this.#put(key, { balance: inRange(balance), delta: 0n });
  }

  /**
   * Whoever commits the writes checks that credits do not overflow then either. Credits that were taken back are not
   * among the writes, and yet the transaction depends on their not having overflowed: that is checked by the balance.
   */
  settle(): void {
    for (const [key, peak] of this.#peaks) {
      if (peak > this.change(key, this.#store.accounts.get(key))) this.depend(key);
    }
  }

  #viewed(key: AddressKey): bigint {
    return this.#store.reads.view.account(key)?.balance ?? 0n;
  }

  #put(key: AddressKey, fields: Partial<LocalAccount>): void {
    const local = this.#store.accounts.get(key) ?? { delta: 0n, wiped: false };
    this.#store.undo.set(this.#store.accounts, key, { ...local, ...fields });
  }
}
