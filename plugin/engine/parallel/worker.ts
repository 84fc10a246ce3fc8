import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { importFile } from "../../import-file.ts";
import { type ExecutorOptions, VmTransactionExecutor } from "../executor.ts";
import { ALL_LEVERS } from "../levers.ts";
import { withLease } from "./arena-set.ts";
import { blockHashesOf, fromPlainEnvironment } from "./block-codec.ts";
import { decodeChanges } from "./changes-codec.ts";
import { type BlockMessage, Mailbox, type WorkerMessage, type WorkerStart } from "./messages.ts";
import { Peer, type StepHook } from "./peer.ts";
import { Rests, rehearse } from "./rehearsal.ts";
import { ForkedReplica, Replica } from "./replica.ts";
import { ResultLog } from "./result-log.ts";
import { withExpectedNonce } from "./sender-lane.ts";
import { SharedBlock } from "./shared-block.ts";
import { SharedTransactions } from "./shared-transactions.ts";
import { WorkerTransactions } from "./worker-transactions.ts";

/** What this thread keeps of one engine. */
interface Engine {
  readonly executor: VmTransactionExecutor;
  replica: Replica;
  readonly createReplica: () => Replica;
  readonly encodesReceipts: boolean;
  /** Of the newest block. */
  transactions: WorkerTransactions | undefined;
}

const { mailbox, stepModule } = workerData as WorkerStart;
const words = new Int32Array(mailbox);
const engines = new Map<number, Engine>();
let step: StepHook | undefined;

async function addEngine(id: number, options: ExecutorOptions): Promise<void> {
  const executor = await VmTransactionExecutor.create(options);
  const createReplica = () => (options.forked === true ? new ForkedReplica() : new Replica());
  const encodesReceipts = (options.levers ?? ALL_LEVERS).receipts;
  engines.set(id, { executor, createReplica, encodesReceipts, replica: createReplica(), transactions: undefined });
}

function engineOf(id: number): Engine {
  const engine = engines.get(id);
  if (engine === undefined) throw new Error(`Work of an unknown engine ${id}`);
  return engine;
}

/** What was decoded for recovering the senders of a block need not be decoded again for executing it. */
function transactionsOf(engine: Engine, buffer: SharedArrayBuffer): WorkerTransactions {
  const shared = SharedTransactions.attach(buffer);
  if (engine.transactions?.shared.serial !== shared.serial) {
    engine.transactions = new WorkerTransactions(shared, engine.executor.common);
  }
  return engine.transactions;
}

async function takePart(message: BlockMessage): Promise<void> {
  const engine = engineOf(message.engine);
  if (message.afresh) engine.replica = engine.createReplica();
  for (const changes of message.changes) engine.replica.apply(decodeChanges(changes));

  const block = SharedBlock.attach(message.block);
  if (block.closed) return;
  await withLease(message.lease, words, Mailbox.lease, async () => {
    const { executor, replica } = engine;
    const { blockHashes, lease } = message;
    const transactions = transactionsOf(engine, message.transactions);
    const environment = fromPlainEnvironment(message.environment);
    executor.beginBlock(environment, blockHashesOf(environment.number, blockHashes));
    const perform = (on: SharedBlock, rests?: Rests): Promise<void> => {
      const peer = new Peer({
        id: lease.peer,
        block: on,
        log: new ResultLog(lease.arenas, lease.peer, engine.encodesReceipts),
        base: replica,
        execute: async (index, view) => {
          const decoded = block.closed ? undefined : transactions.at(index);
          if (decoded === undefined) return undefined;
          const { transaction, repeatedSender } = decoded;
          rests?.take();
          return executor.execute(transaction, repeatedSender ? withExpectedNonce(view, transaction) : view);
        },
        prepareNext: () => transactions.recoverNext(),
        step,
      });
      return peer.run();
    };
    if (message.practice !== undefined) {
      const rests = new Rests(sleep);
      await rehearse(block, message.practice, rests, (rehearsal) => perform(rehearsal, rests));
    }
    await perform(block);
  });
}

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the thread. */
function sleep(milliseconds: number): void {
  Atomics.wait(nothing, 0, 0, milliseconds);
}

/** Besides the one that is being dealt with. */
function isMessageWaiting(): boolean {
  return Atomics.load(words, Mailbox.sent) - Atomics.load(words, Mailbox.handled) > 1;
}

async function handle(message: WorkerMessage): Promise<void> {
  switch (message.kind) {
    case "engine":
      return addEngine(message.engine, message.options);
    case "recover": {
      const engine = engineOf(message.engine);
      // Their block may have begun meanwhile, in which there is more to do.
      return transactionsOf(engine, message.transactions).recoverAll(step, isMessageWaiting);
    }
    case "block":
      return takePart(message);
    case "forget":
      engines.delete(message.engine);
  }
}

/** Whatever is thrown from here ends the thread; the main thread then does its work and starts another. */
async function run(port: MessagePort): Promise<never> {
  if (stepModule !== undefined) ({ step } = (await importFile(stepModule.url)) as { step: StepHook });
  Atomics.store(words, Mailbox.ready, 1);
  for (;;) {
    const sent = Atomics.load(words, Mailbox.sent);
    for (;;) {
      const received = receiveMessageOnPort(port) as { message: WorkerMessage } | undefined;
      if (received === undefined) break;
      await handle(received.message);
      Atomics.add(words, Mailbox.handled, 1);
    }
    // An idle thread sleeps here rather than in its event loop: waking up takes microseconds.
    Atomics.wait(words, Mailbox.sent, sent);
  }
}

const port = parentPort;
if (port === null) throw new Error("This module is the entry of a worker thread");
// Not while modules are evaluated, for the reason that `findStockClasses` has.
setImmediate(() => {
  run(port).catch((error) => {
    queueMicrotask(() => {
      throw error;
    });
  });
});
