import type { TransactionContext } from "../record/collector.ts";
import type { Phase } from "../record/types.ts";
import { type RunningTest, runnerPosition } from "./running-test.ts";

/** Kept by the transactions that it was given to: they turn with it. */
interface Segment extends TransactionContext {
  phase: Phase;
}

/** The segments of the running test on one chain: a new one begins at every snapshot and revert. */
interface ChainSegments {
  test: RunningTest;
  segments: Segment[];
  /** Whether one of them was given to a transaction. */
  hasSent: boolean;
}

const chains = new WeakMap<object, ChainSegments>();

/**
 * The context of a transaction whose request has just arrived, and of no other request. Call it before the first `await`
 * of the request's handler: node:test finds the running test by the asynchronous context.
 *
 * @param chain An object that stands for the chain, such as the network connection.
 */
export function currentTransactionContext(chain: object): TransactionContext {
  const { test, inBody } = runnerPosition();
  if (test === undefined) {
    return { phase: "hook" };
  }
  if (!inBody) {
    return { test, phase: "hook" };
  }
  let state = chains.get(chain);
  if (state === undefined || state.test !== test) {
    state = { test, segments: [{ test, phase: "body" }], hasSent: false };
    chains.set(chain, state);
  }
  state.hasSent = true;
  return state.segments.at(-1) as Segment;
}

/**
 * To be told when an `evm_snapshot` request arrives, before the first `await` of its handler.
 *
 * `loadFixture` is called inside the test, so by time alone its transactions are the test's. The first call runs the
 * fixture and takes a snapshot at its end (later calls revert to it): a snapshot that `loadFixture` takes turns what
 * the test has sent since its start, or since its last revert, into fixture work. A snapshot that the test itself
 * takes changes nothing: tests take them to try several things from one state, and what they sent before is what they
 * test.
 * The two are told apart by the call stack: a function whose name contains "fixture".
 */
export function snapshotRequested(chain: object): void {
  const state = bodySegments(chain);
  if (state === undefined) {
    return;
  }
  // Most snapshots are taken by loaders that have just reverted: nothing was sent, and looking for them takes a while.
  if (state.hasSent && loaderIsCalling()) {
    for (const segment of state.segments) {
      segment.phase = "fixture";
    }
  }
  state.segments.push({ test: state.test, phase: "body" });
}

/** To be told when an `evm_revert` request arrives: what the test sends from here on is no work of an earlier fixture. */
export function revertRequested(chain: object): void {
  const state = bodySegments(chain);
  if (state !== undefined) {
    state.segments = [{ test: state.test, phase: "body" }];
    state.hasSent = false;
  }
}

function bodySegments(chain: object): ChainSegments | undefined {
  const { test, inBody } = runnerPosition();
  const state = chains.get(chain);
  return inBody && state !== undefined && state.test === test ? state : undefined;
}

/** `await`s keep the callers in the stack of an error, through provider and hooks, as long as it is deep enough. */
function loaderIsCalling(): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 100;
  // The frames themselves: writing them as text would look every line up in the source maps, a hundred times as slow.
  Error.prepareStackTrace = (_error, frames) => frames;
  const { stack } = new Error() as { stack?: unknown };
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace;
  const frames = Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : [];
  return frames.some((frame) => /fixture/i.test(frame.getFunctionName() ?? ""));
}
