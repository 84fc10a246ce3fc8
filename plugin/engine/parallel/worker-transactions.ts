import type { Common } from "@ethereumjs/common";
import { createTxFromRLP, type TypedTransaction } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import { bytesToKey } from "../state/keys.ts";
import { decodeUnidentified, identityOf, identityOfBytes, type TransactionIdentity } from "../transactions/encoded.ts";
import type { SendableTransaction } from "../types.ts";
import type { StepHook } from "./peer.ts";
import { SenderLane } from "./sender-lane.ts";
import { SenderState, type SharedTransactions } from "./shared-transactions.ts";

export interface DecodedTransaction {
  readonly transaction: SendableTransaction;
  /** A lower transaction of the block has the same sender, as far as is known. */
  readonly repeatedSender: boolean;
}

/** The transactions of a block on a worker thread, decoded as they are needed. */
export class WorkerTransactions {
  readonly shared: SharedTransactions;
  readonly #common: Common;
  readonly #decoded = new Map<number, TypedTransaction>();
  readonly #senders = new SenderLane((index) => {
    const sender = this.shared.sender(index);
    return sender && bytesToKey(sender);
  });

  constructor(shared: SharedTransactions, common: Common) {
    this.shared = shared;
    this.#common = common;
  }

  /**
   * Recovers senders until none is left to claim.
   *
   * @param isWanted asked after each: true when there is something else to do, which may be the rest of them too.
   */
  async recoverAll(step: StepHook | undefined, isWanted = () => false): Promise<void> {
    for (;;) {
      if (step !== undefined) await step("recover", this.shared.size);
      if (this.recoverNext() === undefined || isWanted()) return;
    }
  }

  /** Recovers the sender that is next. @returns its transaction; undefined when none is left to claim. */
  recoverNext(): number | undefined {
    const index = this.shared.claim();
    if (index !== undefined) this.#recover(index);
    return index;
  }

  /**
   * One transaction with its sender; undefined when it cannot be had on this thread: the main thread has it as an object,
   * whose constructor may have been given other rules.
   */
  at(index: number): DecodedTransaction | undefined {
    const sender = this.shared.sender(index) ?? this.#recover(index)?.sender;
    const tx = this.#decode(index);
    if (sender === undefined || tx === undefined) return undefined;
    const impersonated = this.shared.senderState(index) === SenderState.IMPERSONATED;
    return {
      transaction: { tx, sender: new Address(sender), impersonated },
      repeatedSender: this.#senders.isRepeated(index),
    };
  }

  #recover(index: number): TransactionIdentity | undefined {
    const identity = identityOfBytes(this.shared.serialized(index), this.#common) ?? this.#identityOfDecoded(index);
    this.shared.publish(index, identity);
    return identity;
  }

  #identityOfDecoded(index: number): TransactionIdentity | undefined {
    const tx = this.#decode(index);
    try {
      return tx && identityOf(tx);
    } catch {
      // The main thread will find the same, and say so.
      return undefined;
    }
  }

  #decode(index: number): TypedTransaction | undefined {
    const known = this.#decoded.get(index);
    if (known !== undefined) return known;
    const given = this.shared.senderState(index) >= SenderState.GIVEN;
    const serialized = this.shared.serialized(index);
    const common = this.#common;
    try {
      // Freezing is for what keeps its hash.
      const tx = given
        ? createTxFromRLP(serialized, { common, freeze: false })
        : decodeUnidentified(serialized, { common });
      this.#decoded.set(index, tx);
      return tx;
    } catch {
      return undefined;
    }
  }
}
