import type { ExecutorOptions } from "../executor.ts";
import type { PlainEnvironment } from "./block-codec.ts";

/** What a worker thread is told. Messages are handled one after the other, in order. */
export type WorkerMessage = EngineMessage | RecoverMessage | BlockMessage | ForgetMessage;

/** An engine that blocks will come from: the worker builds an executor for it, and keeps a replica of its state. */
export interface EngineMessage {
  readonly kind: "engine";
  readonly engine: number;
  readonly options: ExecutorOptions;
}

/** Senders to be recovered. */
export interface RecoverMessage {
  readonly kind: "recover";
  readonly engine: number;
  /** See `SharedTransactions`. */
  readonly transactions: SharedArrayBuffer;
}

export interface BlockMessage {
  readonly kind: "block";
  readonly engine: number;
  /** Changes of the engine's state since the message before, oldest first, see `encodeChanges`. */
  readonly changes: readonly SharedArrayBuffer[];
  /** The changes are the whole state: whatever the replica had is to be forgotten. */
  readonly afresh: boolean;
  readonly environment: PlainEnvironment;
  /** See `encodeBlockHashes`. */
  readonly blockHashes: SharedArrayBuffer;
  /** See `SharedTransactions`. */
  readonly transactions: SharedArrayBuffer;
  /** See `SharedBlock`. */
  readonly block: SharedArrayBuffer;
  readonly lease: ArenaLease;
  /** Set when the thread is to practise on the block: microseconds that the main thread takes for it. */
  readonly practice?: number;
}

/** The engine was closed. */
export interface ForgetMessage {
  readonly kind: "forget";
  readonly engine: number;
}

/** A worker's part in a block, and the memory it may write to meanwhile. See `ArenaSet`. */
export interface ArenaLease {
  readonly peer: number;
  readonly arenas: readonly SharedArrayBuffer[];
  /** One word: serial number of the block that the arenas are used for now, 0 between blocks. */
  readonly current: SharedArrayBuffer;
  readonly serial: number;
}

/** Words of the memory that a worker shares with the main thread for its whole life. */
export const Mailbox = {
  words: 4,
  /** Number of messages sent. */
  sent: 0,
  /** Number of messages dealt with. */
  handled: 1,
  /** 1 once the thread has loaded its modules. */
  ready: 2,
  /** Serial number of the block whose arenas it uses, 0 between blocks. */
  lease: 3,
} as const;

/** Called before each step of the protocol on a worker: tests force faults with it. */
export interface StepModule {
  /** URL of a module that exports a `StepHook` named `step`. */
  readonly url: string;
  /** Found by the module in `workerData.stepModule.data`. */
  readonly data?: unknown;
}

/** What a worker thread is started with. */
export interface WorkerStart {
  readonly mailbox: SharedArrayBuffer;
  readonly stepModule?: StepModule;
}
