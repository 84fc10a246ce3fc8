import type { Common } from "@ethereumjs/common";
import { createTxFromRLP, type TypedTransaction } from "@ethereumjs/tx";
import { Address } from "@ethereumjs/util";
import { bytesToKey } from "../state/keys.ts";
import { decodeUnidentified, identityOf, type TransactionIdentity } from "../transactions/encoded.ts";
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

  /** Recovers senders until none is left to claim. */
  async recoverAll(step: StepHook | undefined): Promise<void> {
    for (;;) {
      if (step !== undefined) await step("recover", this.shared.size);
      const index = this.shared.claim();
      if (index === undefined) return;
      this.#recover(index);
    }
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
    const tx = this.#decode(index);
    let identity: TransactionIdentity | undefined;
    try {
      identity = tx && identityOf(tx);
    } catch {
      // The main thread will find the same, and say so.
    }
    this.shared.publish(index, identity);
    return identity;
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
