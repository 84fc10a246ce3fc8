import { workerData } from "node:worker_threads";
import type { WorkerStart } from "../../plugin/engine/parallel/messages.ts";
import type { ProtocolStep } from "../../plugin/engine/parallel/peer.ts";

/** Loaded by worker threads in tests: it makes them fail at the step of the protocol that the test has armed. */

export const FAULT_STEPS: readonly ProtocolStep[] = ["recover", "claim", "take-in", "execute", "publish"];
export const FAULT_KINDS = ["throw", "exit", "spin", "sleep", "exhaust"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Words of the memory by which the test arms a fault. */
export const Arming = {
  words: 4,
  /** 1 while armed. Whoever resets it has the fault. */
  armed: 0,
  /** Index into `FAULT_STEPS`. */
  step: 1,
  /** How often the step passes before the fault strikes. */
  after: 2,
  /** Index into `FAULT_KINDS`. */
  kind: 3,
} as const;

const start = workerData as WorkerStart | null;
const memory = start?.stepModule?.data as SharedArrayBuffer | undefined;
const words = new Int32Array(memory ?? new SharedArrayBuffer(Arming.words * 4));

export function step(name: ProtocolStep): void {
  if (Atomics.load(words, Arming.armed) === 0) return;
  if (FAULT_STEPS[Atomics.load(words, Arming.step)] !== name) return;
  if (Atomics.sub(words, Arming.after, 1) > 0) return;
  if (Atomics.compareExchange(words, Arming.armed, 1, 0) === 1) fail(FAULT_KINDS[Atomics.load(words, Arming.kind)]);
}

function fail(kind: FaultKind | undefined): void {
  const hoard: number[][] = [];
  switch (kind) {
    case "throw":
      throw new Error("a fault for the test");
    case "exit":
      process.exit(3);
      break;
    case "spin":
      for (;;);
    case "sleep":
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      break;
    case "exhaust":
      for (;;) hoard.push(new Array(1_000_000).fill(hoard.length));
  }
}
