import { type ResourceLimits, Worker } from "node:worker_threads";
import type { Lessee } from "./arena-set.ts";
import { Mailbox, type StepModule, type WorkerMessage, type WorkerStart } from "./messages.ts";
import { ThreadPace } from "./thread-pace.ts";

// A worker's module is found beside this one: `.ts` in the source tree, `.js` when built.
const ENTRY = new URL(`./worker${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url);

export interface WorkerThreadOptions {
  readonly stepModule?: StepModule;
  readonly resourceLimits?: ResourceLimits;
  /** Called once when the thread ends or is given up, unless it was stopped on purpose. */
  readonly onLost: (thread: WorkerThread, reason: string) => void;
}

/** A thread that is so many messages behind is not sent more: it would only fill memory. */
const MAX_BACKLOG = 8;

/** One worker thread, seen from the main thread. It never keeps the process alive. */
export class WorkerThread implements Lessee {
  readonly #worker: Worker;
  readonly #words: Int32Array;
  readonly #onLost: WorkerThreadOptions["onLost"];
  readonly pace = new ThreadPace();
  #lost = false;
  #ended = false;

  constructor(name: string, { stepModule, resourceLimits, onLost }: WorkerThreadOptions) {
    this.#onLost = onLost;
    const mailbox = new SharedArrayBuffer(Mailbox.words * 4);
    this.#words = new Int32Array(mailbox);
    const workerData: WorkerStart = { mailbox, stepModule };
    this.#worker = new Worker(ENTRY, { name, workerData, resourceLimits });
    this.#worker.unref();
    this.#worker.on("error", (error) => this.#lose(`threw ${describe(error)}`));
    this.#worker.on("exit", (code) => {
      this.#ended = true;
      this.#lose(`exited with code ${code}`);
    });
  }

  /** It has loaded its modules and will handle what it is sent. */
  get isReady(): boolean {
    return !this.#lost && this.hasStarted;
  }

  /** It has once been ready. */
  get hasStarted(): boolean {
    return Atomics.load(this.#words, Mailbox.ready) === 1;
  }

  /** It is ready and has nothing else to do. */
  get isFree(): boolean {
    return this.isReady && this.leaseSerial === 0 && this.backlog <= MAX_BACKLOG;
  }

  /** Number of messages sent that it has not dealt with. */
  get backlog(): number {
    return Atomics.load(this.#words, Mailbox.sent) - this.handled;
  }

  /** Number of messages that it has dealt with. */
  get handled(): number {
    return Atomics.load(this.#words, Mailbox.handled);
  }

  get isLost(): boolean {
    return this.#lost;
  }

  get leaseSerial(): number {
    return this.#ended ? 0 : Atomics.load(this.#words, Mailbox.lease);
  }

  post(message: WorkerMessage): void {
    this.#worker.postMessage(message);
    Atomics.add(this.#words, Mailbox.sent, 1);
    Atomics.notify(this.#words, Mailbox.sent);
  }

  /** Gives the thread up: whatever it still does does not count. */
  giveUp(reason: string): void {
    this.#lose(reason);
    void this.#worker.terminate();
  }

  /** Stops the thread on purpose. */
  async stop(): Promise<void> {
    this.#lost = true;
    await this.#worker.terminate();
  }

  #lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#onLost(this, reason);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
