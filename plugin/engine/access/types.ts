/**
 * What one block did to the state, transaction by transaction: the raw material of every analysis and report.
 *
 * These types know nothing of the EVM that produced them, of Hardhat or of JSON-RPC, so that `analysis/` can
 * depend on them without depending on the engine. All values are plain and survive `structuredClone`.
 */

/** A `0x`-prefixed, lower-case hexadecimal string. */
export type Hex = `0x${string}`;

/** The account fields that a transaction can depend on. `existence` is emptiness in the sense of EIP-161. */
export type AccountField = "balance" | "nonce" | "code" | "existence";

/** A place in deployed code: the account whose code ran (not the storage owner under DELEGATECALL) and the offset in it. */
export interface CodeSite {
  readonly codeAddress: Hex;
  /** Program counter, in bytes from the start of the code that ran (of the init code during a creation). */
  readonly pc: number;
  /** True when the code that ran was init code (a constructor). */
  readonly creation: boolean;
  /** First four bytes of the input of the message that ran; absent in init code and for shorter inputs. */
  readonly selector?: Hex;
  /**
   * Places in the code to which its functions will return, innermost first; absent when there are none. Found on the
   * stack: a word may look like one by chance, and those of calls that were inlined are missing.
   */
  readonly callers?: readonly number[];
}

/**
 * One transaction's dealings with one storage slot.
 *
 * Every entry is a lookup (SSTORE reads the current and original value to price itself), except slots that only
 * disappeared with a destroyed account, which have neither `firstRead` nor `lastWrite`.
 */
export interface StorageAccess {
  /** The account that owns the storage. */
  readonly address: Hex;
  /** 32 bytes. */
  readonly slot: Hex;
  /** SLOAD or SSTORE looked the slot up, also in frames that reverted later. */
  readonly looked: boolean;
  /** Looked up, but no SLOAD ever saw the value from before the transaction: only SSTORE's price depended on it. */
  readonly gasOnly: boolean;
  /** An SSTORE ran in a frame that was not reverted, whatever it stored. */
  readonly touched: boolean;
  /** Value before the transaction, 32 bytes. */
  readonly before: Hex;
  /** Value after it, 32 bytes. A net write is `before !== after`. */
  readonly after: Hex;
  /** Proven afterwards, where somebody asked: the transaction only added to the value (`AdditionProver`). */
  readonly adds?: boolean;
  readonly firstRead?: CodeSite;
  readonly lastWrite?: CodeSite;
}

/**
 * One transaction's dealings with one field of one account.
 *
 * The two sides of protocol accounting are kept apart from what the contracts did, so that metrics can leave them
 * out and reports can still show them.
 */
export interface AccountAccess {
  readonly address: Hex;
  readonly field: AccountField;
  /** Contract logic (or the value transfer of the transaction itself) depended on the value. */
  readonly read: boolean;
  /** `balance` only: value arrived (call with value, beneficiary of a self-destruct); a blind addition unless `read`. */
  readonly credit: boolean;
  /** The value differs after the transaction, leaving out gas payment and coinbase fee. */
  readonly written: boolean;
  /** As `written`, but gas payment counts; only the fee credited to the coinbase is left out. */
  readonly net: boolean;
  /** Read by the protocol alone: sender nonce and sender balance. */
  readonly protocolRead: boolean;
  /** Changed by the protocol: sender nonce, gas payment of the sender. */
  readonly protocolWrite: boolean;
  /** `balance` of the coinbase only: it was credited a non-zero fee. */
  readonly fee: boolean;
}

/** The preimage of a hash that reached SLOAD or SSTORE: names mapping keys and dynamic array elements. */
export interface KeccakPreimage {
  readonly hash: Hex;
  /** 32 bytes (array base) or longer (mapping key . base slot). */
  readonly preimage: Hex;
}

/** Exact access record of one transaction, see `docs/definitions.md`. */
export interface TransactionRecord {
  /** Position in the block. */
  readonly index: number;
  readonly hash: Hex;
  readonly from: Hex;
  /** Absent for creations. */
  readonly to?: Hex;
  /** Address of the contract that a creation deployed (also when the creation failed). */
  readonly created?: Hex;
  /** First four bytes of the input, absent for creations and shorter inputs. */
  readonly selector?: Hex;
  readonly succeeded: boolean;
  /** Gas used after refunds. */
  readonly gasUsed: bigint;
  readonly storage: readonly StorageAccess[];
  readonly accounts: readonly AccountAccess[];
  readonly preimages: readonly KeccakPreimage[];
  /** Hash of the code of every account whose code ran, to tell contracts and proxies' implementations by their code. */
  readonly codes: readonly { readonly address: Hex; readonly codeHash: Hex }[];
}

/** What a transaction read and wrote. */
export type Accesses = Pick<TransactionRecord, "storage" | "accounts" | "preimages" | "codes">;

/** Why an incarnation did not become the committed one. */
export interface Abort {
  readonly reason: "stale-read" | "worker-lost" | "invalid";
  /** The key whose value had changed, for `stale-read`: `slot:0x..:0x..`, `balance:0x..` and so on. */
  readonly key?: string;
}

/** One execution of one transaction, as it really ran. Times in microseconds since the block began. */
export interface TimelineEntry {
  /** 0 is the main thread. */
  readonly worker: number;
  readonly transaction: number;
  /** 0 for the first execution of the transaction in this block. */
  readonly incarnation: number;
  readonly start: number;
  readonly end: number;
  readonly abort?: Abort;
}

/** How the block was executed. Never part of a deterministic report: it differs from run to run. */
export interface ExecutionRecord {
  readonly mode: "sequential" | "parallel";
  /** Why a block that could have been parallel was not. */
  readonly reason?: "disabled" | "small" | "hardfork" | "unavailable" | "unprofitable";
  /** Threads that took part, the main thread included. */
  readonly threads: number;
  readonly timeline: readonly TimelineEntry[];
}

/** One executed block. */
export interface BlockRecord {
  readonly number: bigint;
  readonly hash: Hex;
  readonly timestamp: bigint;
  readonly hardfork: string;
  readonly coinbase: Hex;
  readonly gasUsed: bigint;
  readonly transactions: readonly TransactionRecord[];
  readonly execution: ExecutionRecord;
}
