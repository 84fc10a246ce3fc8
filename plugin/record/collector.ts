import type { BlockRecord, ExecutionRecord, Hex, StorageAccess, TransactionRecord } from "../engine/access/types.ts";
import { accountFlags, storageFlags } from "./access-flags.ts";
import { AccessStore, type CollectedAccesses } from "./collected.ts";
import type { Phase } from "./types.ts";

/** The test that sent a transaction. Compared by identity: two tests may have the same title. */
export interface TestIdentity {
  /** With the titles of the suites around it. */
  readonly title: string;
  /** Titles of the suites around it, as one; absent outside suites. */
  readonly suite?: string;
  readonly file?: string;
}

/** Whose transaction it is. Kept by reference and read when the run record is built: the phase may change until then. */
export interface TransactionContext {
  readonly test?: TestIdentity;
  readonly phase: Phase;
}

export interface CollectedBlockInput {
  /** Name of the chain, unique within the run. */
  readonly chain: string;
  /** How often the chain was reverted before this block. */
  readonly branch: number;
  readonly record: Pick<BlockRecord, "number" | "hash" | "timestamp" | "transactions"> & {
    /** Absent when something else than the engine executed the block. */
    readonly execution?: ExecutionRecord;
  };
  /** One for each transaction of the block, in order; a missing one is outside tests. */
  readonly contexts: readonly TransactionContext[];
  /** Code by its hash, as it is known at the end of the block; undefined or empty when it is not. */
  readonly codeOf: (codeHash: Hex) => Uint8Array | undefined;
  /** Data of a transaction by its position in the block: calldata, or the init code of a creation. */
  readonly inputOf?: (position: number) => Uint8Array | undefined;
}

export interface CollectedTransaction {
  readonly hash: Hex;
  readonly from: Hex;
  readonly to?: Hex;
  readonly created?: Hex;
  readonly selector?: Hex;
  /** Calldata, as far as it is kept; init code is not. */
  readonly input?: Uint8Array;
  readonly succeeded: boolean;
  readonly gas: bigint;
  readonly context: TransactionContext;
  readonly accesses: CollectedAccesses;
}

export interface CollectedBlock {
  readonly chain: string;
  readonly branch: number;
  readonly number: bigint;
  readonly hash: Hex;
  /** In seconds. */
  readonly timestamp: bigint;
  readonly transactions: readonly CollectedTransaction[];
  readonly execution?: ExecutionRecord;
}

/** Bytes of calldata that are kept: keys that come later in it count as unknown. */
const MOST_INPUT = 16_384;

const OUTSIDE: TransactionContext = { phase: "hook" };

/**
 * Keeps what a run did until it ends: names are looked up once, at the end, and not while tests run.
 *
 * A suite has thousands of blocks, most of one transaction: accesses are kept as numbers that stand for texts, so
 * that one takes 32 bytes, and 64 more where it changed the value, instead of about 700.
 */
export class RunCollector {
  #store = new AccessStore();
  readonly #blocks: CollectedBlock[] = [];
  readonly #preimages = new Map<Hex, Hex>();
  readonly #codes = new Map<Hex, Uint8Array>();

  /**
   * Adds a mined block. Blocks without transactions are passed over.
   *
   * @returns its transactions.
   */
  addBlock({ chain, branch, record, contexts, codeOf, inputOf }: CollectedBlockInput): readonly CollectedTransaction[] {
    if (record.transactions.length === 0) return [];
    const transactions = record.transactions.map((transaction, i) => {
      this.#collectCodes(transaction, codeOf);
      const leftNoCode = transaction.created !== undefined && !transaction.succeeded;
      return this.#collect(transaction, contexts[i] ?? OUTSIDE, inputOf?.(i), leftNoCode);
    });
    const { number, hash, timestamp, execution } = record;
    this.#blocks.push({ chain, branch, number, hash, timestamp, transactions, execution });
    return transactions;
  }

  /** Forgets everything, for a run that starts again. */
  clear(): void {
    this.#blocks.length = 0;
    this.#preimages.clear();
    this.#codes.clear();
    this.#store = new AccessStore();
  }

  get blocks(): readonly CollectedBlock[] {
    return this.#blocks;
  }

  /** Preimage by hash, of all transactions together: what a hash is of does not depend on who asked. */
  get preimages(): ReadonlyMap<Hex, Hex> {
    return this.#preimages;
  }

  get codes(): ReadonlyMap<Hex, Uint8Array> {
    return this.#codes;
  }

  #collectCodes({ codes, preimages }: TransactionRecord, codeOf: CollectedBlockInput["codeOf"]): void {
    for (const { hash, preimage } of preimages) this.#preimages.set(hash, preimage);
    for (const { codeHash } of codes) {
      if (this.#codes.has(codeHash)) continue;
      const code = codeOf(codeHash);
      if (code !== undefined && code.length > 0) this.#codes.set(codeHash, code);
    }
  }

  #collect(
    transaction: TransactionRecord,
    context: TransactionContext,
    input: Uint8Array | undefined,
    leftNoCode: boolean,
  ): CollectedTransaction {
    let { codes } = transaction;
    if (leftNoCode && input !== undefined && transaction.created !== undefined) {
      // Init code goes under the hash of its transaction, which is as good a name for it as its own hash.
      this.#codes.set(transaction.hash, input);
      codes = [...codes, { address: transaction.created, codeHash: transaction.hash }];
    }
    const { hash, from, to, created, selector, succeeded, gasUsed } = transaction;
    const store = this.#store;
    return {
      hash,
      from: store.shared(from),
      to: to && store.shared(to),
      created,
      selector: selector && store.shared(selector),
      // A copy: the bytes may be a view of a whole request.
      input: created === undefined ? input?.slice(0, MOST_INPUT) : undefined,
      succeeded,
      gas: gasUsed,
      context,
      accesses: this.#collectAccesses(transaction, codes),
    };
  }

  #collectAccesses({ storage, accounts }: TransactionRecord, codes: TransactionRecord["codes"]): CollectedAccesses {
    const store = this.#store;
    return store.collect(() => {
      for (const access of storage) store.addSlot(access, storageFlags(access), changedBytes(access));
      for (const access of accounts) store.addField(access.address, access.field, accountFlags(access));
      for (const { address, codeHash } of codes) store.addCode(address, codeHash);
    });
  }
}

/** The bytes of a slot that differ after the transaction, as bits: bit 0 is the lowest byte. */
export function changedBytes({ before, after }: Pick<StorageAccess, "before" | "after">): number {
  if (before === after) return 0;
  let bits = 0;
  for (let byte = 0; byte < 32; byte++) {
    const at = 64 - byte * 2;
    if (before.charCodeAt(at) !== after.charCodeAt(at) || before.charCodeAt(at + 1) !== after.charCodeAt(at + 1)) {
      bits |= 1 << byte;
    }
  }
  return bits >>> 0;
}
