import { WorkerPool } from "./worker-pool.ts";

let pool: WorkerPool | undefined;
let users = 0;
let warned = false;

/**
 * The worker threads that all engines of this process share: a test suite opens many networks, and threads take longer
 * to start than most suites' blocks to execute. Undefined where the platform has no threads or no shared memory.
 */
export function acquireSharedPool(): WorkerPool | undefined {
  if (typeof SharedArrayBuffer === "undefined") {
    if (!warned) {
      const message = "There is no SharedArrayBuffer in this process: blocks are executed on the main thread.";
      process.emitWarning(message, "HardhatParallelWarning");
    }
    warned = true;
    return undefined;
  }
  users += 1;
  pool ??= new WorkerPool();
  return pool;
}

/** Gives back what `acquireSharedPool` returned. The last one to do so stops the threads. */
export async function releaseSharedPool(): Promise<void> {
  if (users === 0) return;
  users -= 1;
  if (users > 0) return;
  const unused = pool;
  pool = undefined;
  await unused?.close();
}
