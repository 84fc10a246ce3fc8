import type { TypedTransaction } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import { identifyAs, identityOf } from "../transactions/encoded.ts";
import type { SendableTransaction } from "../types.ts";
import type { SharedTransactions } from "./shared-transactions.ts";
import { now } from "./timeline.ts";

/**
 * The main thread's part in recovering the senders of a block: it takes what worker threads have found, and recovers
 * what they have not come to. It never waits for them, so that it does not matter whether they live.
 */
export class SenderRecovery {
  readonly shared: SharedTransactions;
  readonly #transactions: readonly TypedTransaction[];
  readonly #senders: (Address | undefined)[];
  /** Senders that other threads have recovered; and those of the main thread, with the microseconds that they took. */
  #taken = 0;
  #recovered = 0;
  #time = 0;

  /** @param transactions decoded from what is in `shared`. */
  constructor(shared: SharedTransactions, transactions: readonly TypedTransaction[]) {
    this.shared = shared;
    this.#transactions = transactions;
    this.#senders = Array(transactions.length).fill(undefined);
  }

  /** Microseconds that other threads have saved; undefined when the main thread has recovered no sender to compare. */
  get saved(): number | undefined {
    return this.#recovered === 0 ? undefined : (this.#taken * this.#time) / this.#recovered;
  }

  /** The transactions, each with its sender as soon as that is asked for. */
  recovered(): SendableTransaction[] {
    return this.#transactions.map((tx, index) => new RecoveredTransaction(tx, this, index));
  }

  /** @throws what `identityOf` throws. */
  senderOf(index: number): Address {
    const known = this.#senders[index] ?? this.#take(index);
    if (known !== undefined) return known;
    // Somebody may be at it: what it takes them is time for another one.
    let other: number | undefined;
    do {
      other = this.recoverNext();
      const found = this.#senders[index] ?? this.#take(index);
      if (found !== undefined) return found;
    } while (other !== undefined && other < index);
    return this.#recover(index);
  }

  /** Recovers the sender that is next. @returns its transaction; undefined when none is left to claim. */
  recoverNext(): number | undefined {
    const index = this.shared.claim();
    if (index !== undefined) this.#tryRecover(index);
    return index;
  }

  #take(index: number): Address | undefined {
    const identity = this.shared.identity(index);
    if (identity === undefined) return undefined;
    identifyAs(this.#transactions[index] as TypedTransaction, identity);
    this.#taken += 1;
    return this.#keep(index, identity.sender);
  }

  #recover(index: number): Address {
    const tx = this.#transactions[index] as TypedTransaction;
    const began = now();
    const identity = identityOf(tx);
    this.#time += now() - began;
    this.#recovered += 1;
    identifyAs(tx, identity);
    this.shared.publish(index, identity);
    return this.#keep(index, identity.sender);
  }

  // What there is to say against a signature is said when its transaction's turn comes.
  #tryRecover(index: number): void {
    try {
      this.#recover(index);
    } catch {
      this.shared.publish(index, undefined);
    }
  }

  #keep(index: number, bytes: Uint8Array): Address {
    const sender = new Address(bytes);
    this.#senders[index] = sender;
    return sender;
  }
}

/** A transaction whose sender is being recovered. Asking for the sender throws when the signature is none. */
export class RecoveredTransaction implements SendableTransaction {
  readonly tx: TypedTransaction;
  readonly impersonated = false;
  readonly recovery: SenderRecovery;
  readonly index: number;

  constructor(tx: TypedTransaction, recovery: SenderRecovery, index: number) {
    this.tx = tx;
    this.recovery = recovery;
    this.index = index;
  }

  get sender(): Address {
    return this.recovery.senderOf(this.index);
  }
}

/** The recovery that these transactions, all of them and in this order, are subject of. */
export function recoveryOf(transactions: readonly SendableTransaction[]): SenderRecovery | undefined {
  const [first] = transactions;
  if (!(first instanceof RecoveredTransaction) || first.recovery.shared.size !== transactions.length) return undefined;
  const { recovery } = first;
  const same = transactions.every(
    (transaction, index) =>
      transaction instanceof RecoveredTransaction && transaction.recovery === recovery && transaction.index === index,
  );
  return same ? recovery : undefined;
}
