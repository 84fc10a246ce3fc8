import type { Hex } from "../../engine/access/types.ts";
import { maximumGasPrice, maximumPriorityFee, upfrontCost } from "../chain/fees.ts";
import type { KnownTransaction } from "../chain/stored-block.ts";
import { insufficientFunds, invalidInput } from "../errors.ts";

/** A transaction waiting to be mined. */
export interface PooledTransaction extends KnownTransaction {
  /** Place in the order of arrival. */
  readonly order: number;
  /** What came with the request that sent the transaction. */
  readonly tag: unknown;
}

/** The account of a sender, as far as the pool cares. */
export interface SenderState {
  readonly nonce: bigint;
  readonly balance: bigint;
}

/** Limits that a transaction must keep to enter the pool. */
export interface PoolLimits {
  /** Undefined: no limit. */
  blockGasLimit: bigint | undefined;
  /** EIP-7825; undefined: no cap. */
  readonly transactionGasCap: bigint | undefined;
}

/** All that a pool holds; shared with snapshots until the pool changes. */
interface Contents {
  /** By sender, transactions with consecutive nonces from the sender's own on: they can be mined now. */
  readonly pending: Map<Hex, PooledTransaction[]>;
  /** By sender, transactions that wait for a nonce before theirs. */
  readonly future: Map<Hex, PooledTransaction[]>;
  readonly byHash: Map<Hex, PooledTransaction>;
  readonly blockGasLimit: bigint | undefined;
  readonly nextOrder: number;
}

/** A state of the pool to go back to. */
export interface PoolSnapshot {
  readonly contents: Contents;
}

/**
 * Transactions waiting to be mined.
 *
 * Taking a snapshot costs nothing: the contents are copied only when they change afterwards.
 */
export class TransactionPool {
  readonly #sender: (address: Hex) => SenderState;
  readonly #transactionGasCap: bigint | undefined;
  #contents: Contents;
  #shared = false;

  /** @param sender reads the account of a sender from the latest state */
  constructor(limits: PoolLimits, sender: (address: Hex) => SenderState) {
    this.#sender = sender;
    this.#transactionGasCap = limits.transactionGasCap;
    this.#contents = {
      pending: new Map(),
      future: new Map(),
      byHash: new Map(),
      blockGasLimit: limits.blockGasLimit,
      nextOrder: 0,
    };
  }

  get blockGasLimit(): bigint | undefined {
    return this.#contents.blockGasLimit;
  }

  setBlockGasLimit(limit: bigint): void {
    this.#contents = { ...this.#writable(), blockGasLimit: limit };
    this.update();
  }

  get transactionGasCap(): bigint | undefined {
    return this.#transactionGasCap;
  }

  get isEmpty(): boolean {
    return this.#contents.byHash.size === 0;
  }

  get hasPending(): boolean {
    return this.#contents.pending.size > 0;
  }

  byHash(hash: Hex): PooledTransaction | undefined {
    return this.#contents.byHash.get(hash);
  }

  /** Those that can be mined first, then those that cannot yet; by sender in order of arrival. */
  *all(): Iterable<PooledTransaction> {
    for (const queue of this.#contents.pending.values()) yield* queue;
    for (const queue of this.#contents.future.values()) yield* queue;
  }

  /** The transactions that can be mined, by sender and in order of nonce. */
  pendingBySender(): ReadonlyMap<Hex, readonly PooledTransaction[]> {
    return this.#contents.pending;
  }

  /** The nonce that the sender's next transaction should have, those waiting included. */
  nextNonce(sender: Hex): bigint {
    const last = this.#contents.pending.get(sender)?.at(-1);
    return last === undefined ? this.#sender(sender).nonce : last.tx.nonce + 1n;
  }

  /**
   * Takes a transaction in, or replaces the one with the same sender and nonce.
   *
   * @throws RpcError when it can never be mined, or pays too little to replace the other
   */
  add(transaction: KnownTransaction, tag: unknown): void {
    const { tx, from, hash } = transaction;
    this.#checkGasLimit(tx.gasLimit);
    if (this.#contents.byHash.has(hash)) throw invalidInput(`Known transaction: ${hash}`);
    const sender = this.#sender(from);
    if (tx.nonce < sender.nonce) {
      throw invalidInput(
        `Transaction nonce too low. Expected nonce to be at least ${sender.nonce} but got ${tx.nonce}.`,
      );
    }
    const cost = upfrontCost(tx);
    if (cost > sender.balance) throw insufficientFunds(cost, sender.balance);
    const pooled: PooledTransaction = { ...transaction, order: this.#contents.nextOrder, tag };
    if (tx.nonce > this.nextNonce(from)) this.#insert("future", pooled);
    else this.#insertPending(pooled);
  }

  /** @throws RpcError when no transaction may have so much gas */
  #checkGasLimit(gasLimit: bigint): void {
    const { blockGasLimit } = this.#contents;
    const cap = this.#transactionGasCap;
    if (cap !== undefined && gasLimit > cap) {
      throw invalidInput(`Transaction gas limit is ${gasLimit} and exceeds transaction gas cap of ${cap}`);
    }
    if (blockGasLimit !== undefined && gasLimit > blockGasLimit) {
      throw invalidInput(`Transaction gas limit is ${gasLimit} and exceeds block gas limit of ${blockGasLimit}`);
    }
  }

  /** Takes a transaction out; those of the sender after it have to wait for another with its nonce. */
  remove(hash: Hex): boolean {
    const transaction = this.#contents.byHash.get(hash);
    if (transaction === undefined) return false;
    const { pending, future, byHash } = this.#writable();
    byHash.delete(hash);
    const queue = pending.get(transaction.from) ?? [];
    const position = queue.findIndex((other) => other.hash === hash);
    if (position >= 0) {
      const later = queue.splice(position).slice(1);
      put(pending, transaction.from, queue);
      put(future, transaction.from, [...(future.get(transaction.from) ?? []), ...later]);
    } else {
      const waiting = (future.get(transaction.from) ?? []).filter((other) => other.hash !== hash);
      put(future, transaction.from, waiting);
    }
    return true;
  }

  /** Brings the pool in line with the latest state: drops what was mined or cannot be mined any more. */
  update(): void {
    if (this.isEmpty) return;
    const { pending, future, byHash, blockGasLimit } = this.#writable();
    const keep = (queue: readonly PooledTransaction[], sender: SenderState): PooledTransaction[] =>
      queue.filter(({ tx, hash }) => {
        const valid =
          (blockGasLimit === undefined || tx.gasLimit <= blockGasLimit) &&
          upfrontCost(tx) <= sender.balance &&
          tx.nonce >= sender.nonce;
        if (!valid) byHash.delete(hash);
        return valid;
      });
    for (const [address, queue] of [...pending]) {
      const sender = this.#sender(address);
      const kept = keep(queue, sender);
      const gap = kept.findIndex(({ tx }, index) => tx.nonce !== sender.nonce + BigInt(index));
      if (gap >= 0) put(future, address, [...(future.get(address) ?? []), ...kept.splice(gap)]);
      put(pending, address, kept);
    }
    for (const [address, queue] of [...future]) put(future, address, keep(queue, this.#sender(address)));
  }

  snapshot(): PoolSnapshot {
    this.#shared = true;
    return { contents: this.#contents };
  }

  restore({ contents }: PoolSnapshot): void {
    this.#contents = contents;
    this.#shared = true;
  }

  #insertPending(transaction: PooledTransaction): void {
    if (!this.#insert("pending", transaction)) return;
    const { pending, future } = this.#contents;
    const queue = pending.get(transaction.from) ?? [];
    const waiting = [...(future.get(transaction.from) ?? [])];
    for (let nonce = transaction.tx.nonce + 1n; ; nonce++) {
      const position = waiting.findIndex(({ tx }) => tx.nonce === nonce);
      if (position === -1) break;
      queue.push(...waiting.splice(position, 1));
    }
    put(future, transaction.from, waiting);
  }

  /** @returns whether the queue grew: false when another transaction was replaced */
  #insert(which: "pending" | "future", transaction: PooledTransaction): boolean {
    const position = (this.#contents[which].get(transaction.from) ?? []).findIndex(
      ({ tx }) => tx.nonce === transaction.tx.nonce,
    );
    const replaced = this.#contents[which].get(transaction.from)?.[position];
    if (replaced !== undefined) checkReplacement(replaced, transaction);
    const contents = this.#writable();
    const queue = contents[which].get(transaction.from) ?? [];
    if (replaced === undefined) queue.push(transaction);
    else {
      queue[position] = transaction;
      contents.byHash.delete(replaced.hash);
    }
    contents[which].set(transaction.from, queue);
    contents.byHash.set(transaction.hash, transaction);
    this.#contents = { ...contents, nextOrder: contents.nextOrder + 1 };
    return replaced === undefined;
  }

  #writable(): Contents {
    if (this.#shared) {
      const { pending, future, byHash, ...rest } = this.#contents;
      this.#contents = { pending: copy(pending), future: copy(future), byHash: new Map(byHash), ...rest };
      this.#shared = false;
    }
    return this.#contents;
  }
}

function copy(queues: ReadonlyMap<Hex, PooledTransaction[]>): Map<Hex, PooledTransaction[]> {
  return new Map([...queues].map(([sender, queue]) => [sender, [...queue]]));
}

function put(queues: Map<Hex, PooledTransaction[]>, sender: Hex, queue: PooledTransaction[]): void {
  if (queue.length === 0) queues.delete(sender);
  else queues.set(sender, queue);
}

/** A replacement has to pay a tenth more, in both its prices. */
function checkReplacement(replaced: KnownTransaction, replacement: KnownTransaction): void {
  const nonce = replaced.tx.nonce;
  const maximum = raised(maximumGasPrice(replaced.tx));
  if (maximumGasPrice(replacement.tx) < maximum) throw underpriced("maxFeePerGas", maximum, nonce);
  const tip = raised(maximumPriorityFee(replaced.tx) ?? maximumGasPrice(replaced.tx));
  if ((maximumPriorityFee(replacement.tx) ?? maximumGasPrice(replacement.tx)) < tip) {
    throw underpriced("maxPriorityFeePerGas", tip, nonce);
  }
}

function underpriced(field: string, least: bigint, nonce: bigint): Error {
  return invalidInput(
    `Replacement transaction underpriced. A gasPrice/${field} of at least ${least} is necessary to replace the existing transaction with nonce ${nonce}.`,
  );
}

function raised(fee: bigint): bigint {
  return (fee * 110n + 99n) / 100n;
}
