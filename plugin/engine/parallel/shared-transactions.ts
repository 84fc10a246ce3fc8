import { serializedOf, type TransactionIdentity } from "../transactions/encoded.ts";
import type { SendableTransaction } from "../types.ts";
import { ADDRESS_BYTES, WORD_BYTES } from "./state-codec.ts";

const SERIAL = 0;
const NEXT = 1;
const SIZE = 2;
const CONTROL_WORDS = 4;

/** What is known of the sender of a transaction. */
export const SenderState = {
  /** Nothing yet. */
  UNKNOWN: 0,
  /** Whoever signed it, with hash and public key. */
  RECOVERED: 1,
  /** It cannot be recovered, or not by a worker: the main thread finds out why. */
  FAILED: 2,
  /** It was given with the transaction. */
  GIVEN: 3,
  /** It was given, and did not sign. */
  IMPERSONATED: 4,
} as const;

const PUBLIC_KEY_BYTES = 64;
const IDENTITY_BYTES = ADDRESS_BYTES + WORD_BYTES + PUBLIC_KEY_BYTES;

let lastSerial = 0;

/**
 * The transactions of a block in shared memory, with their senders: given, or recovered from the signatures by whoever
 * has time. Recovering takes longer than executing a transfer, and needs nothing but the transaction itself.
 *
 * Recoveries are claimed by an atomic counter. A result counts only when its state says so, which is written last, so
 * that a thread that dies leaves nothing half-written behind; whoever cannot wait recovers again.
 */
export class SharedTransactions {
  readonly buffer: SharedArrayBuffer;
  /** Number of transactions. */
  readonly size: number;
  readonly #control: Int32Array;
  readonly #states: Int32Array;
  /** Where each transaction ends in the buffer; it begins where the one before ends. */
  readonly #ends: Uint32Array;
  readonly #bytes: Uint8Array;

  private constructor(buffer: SharedArrayBuffer, size: number) {
    this.buffer = buffer;
    this.size = size;
    this.#control = new Int32Array(buffer, 0, CONTROL_WORDS);
    this.#states = new Int32Array(buffer, CONTROL_WORDS * 4, size);
    this.#ends = new Uint32Array(buffer, (CONTROL_WORDS + size) * 4, size);
    this.#bytes = new Uint8Array(buffer);
  }

  static attach(buffer: SharedArrayBuffer): SharedTransactions {
    return new SharedTransactions(buffer, new Int32Array(buffer, 0, CONTROL_WORDS)[SIZE] as number);
  }

  /** Signed transactions whose senders are to be recovered. */
  static unrecovered(serialized: readonly Uint8Array[]): SharedTransactions {
    const { length: size } = serialized;
    const start = identityStart(size) + size * IDENTITY_BYTES;
    const total = serialized.reduce((sum, { length }) => sum + length, start);
    const shared = new SharedTransactions(new SharedArrayBuffer(total), size);
    shared.#write(serialized, start);
    return shared;
  }

  /** Transactions with the senders that they have. */
  static of(transactions: readonly SendableTransaction[]): SharedTransactions {
    const shared = SharedTransactions.unrecovered(transactions.map(({ tx }) => serializedOf(tx)));
    shared.#control[NEXT] = shared.size;
    for (const [index, { sender, impersonated }] of transactions.entries()) {
      shared.#bytes.set(sender.bytes, shared.#identityAt(index));
      shared.#states[index] = impersonated ? SenderState.IMPERSONATED : SenderState.GIVEN;
    }
    return shared;
  }

  /** The same for everybody who attached to this buffer, another one for every other buffer. */
  get serial(): number {
    return this.#control[SERIAL] as number;
  }

  /** Claims the lowest transaction whose recovery nobody claimed; undefined when none is left. */
  claim(): number | undefined {
    const index = Atomics.add(this.#control, NEXT, 1);
    return index < this.size ? index : undefined;
  }

  /** Publishes the result of a recovery; undefined: there is none. */
  publish(index: number, identity: TransactionIdentity | undefined): void {
    if (identity !== undefined) {
      const at = this.#identityAt(index);
      this.#bytes.set(identity.sender, at);
      this.#bytes.set(identity.hash, at + ADDRESS_BYTES);
      this.#bytes.set(identity.publicKey, at + ADDRESS_BYTES + WORD_BYTES);
    }
    Atomics.store(this.#states, index, identity === undefined ? SenderState.FAILED : SenderState.RECOVERED);
  }

  /** One of `SenderState`. */
  senderState(index: number): number {
    return Atomics.load(this.#states, index);
  }

  /** 20 bytes; undefined while it is unknown. */
  sender(index: number): Uint8Array | undefined {
    const state = this.senderState(index);
    if (state === SenderState.UNKNOWN || state === SenderState.FAILED) return undefined;
    const at = this.#identityAt(index);
    return this.#bytes.slice(at, at + ADDRESS_BYTES);
  }

  /** What a recovery found out; undefined where there was none. */
  identity(index: number): TransactionIdentity | undefined {
    if (this.senderState(index) !== SenderState.RECOVERED) return undefined;
    const at = this.#identityAt(index);
    const hashAt = at + ADDRESS_BYTES;
    const keyAt = hashAt + WORD_BYTES;
    return {
      sender: this.#bytes.slice(at, hashAt),
      hash: this.#bytes.slice(hashAt, keyAt),
      publicKey: this.#bytes.slice(keyAt, keyAt + PUBLIC_KEY_BYTES),
    };
  }

  /** A copy of the transaction as it was sent. */
  serialized(index: number): Uint8Array {
    const start = index === 0 ? identityStart(this.size) + this.size * IDENTITY_BYTES : this.#ends[index - 1];
    return new Uint8Array(this.#bytes.subarray(start, this.#ends[index]));
  }

  #write(serialized: readonly Uint8Array[], start: number): void {
    lastSerial += 1;
    this.#control[SERIAL] = lastSerial;
    this.#control[SIZE] = this.size;
    let end = start;
    for (const [index, bytes] of serialized.entries()) {
      this.#bytes.set(bytes, end);
      end += bytes.length;
      this.#ends[index] = end;
    }
  }

  #identityAt(index: number): number {
    return identityStart(this.size) + index * IDENTITY_BYTES;
  }
}

function identityStart(size: number): number {
  return (CONTROL_WORDS + 2 * size) * 4;
}
