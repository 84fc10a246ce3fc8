import { addRunnerProbe, type RunnerPosition, type RunningTest } from "./running-test.ts";

/** The part of mocha's `Test` and `Context` that is used here, so that mocha's types need not be installed. */
interface MochaTest {
  readonly file?: string;
  readonly ctx?: { runnable(): unknown };
  /** Set as soon as the body is over: "passed", "failed" or "pending". */
  readonly state?: string;
  readonly parent?: { fullTitle(): string };
  fullTitle(): string;
}

/** Not part of mocha's public types. */
interface Retried {
  currentRetry?(): number;
}

interface MochaHookContext {
  readonly currentTest?: MochaTest;
}

let test: MochaTest | undefined;
let running: RunningTest | undefined;

type Hook = (this: MochaHookContext) => void;

/** Root hooks as mocha's option `rootHooks` takes them. */
export interface MochaRootHooks {
  readonly beforeEach?: Hook | readonly Hook[];
}

/**
 * Puts ours before other root hooks. A root `beforeEach` runs before those of the suites, so that the test is known when
 * their fixtures send transactions.
 */
export function withMochaTests(others: MochaRootHooks = {}): MochaRootHooks {
  return { ...others, beforeEach: [beginMochaTest, others.beforeEach ?? []].flat() };
}

/** A `beforeEach` hook. */
export function beginMochaTest(this: MochaHookContext): void {
  test = this.currentTest;
  if (test !== undefined) {
    const retry = (test as Retried).currentRetry?.() ?? 0;
    const suite = test.parent?.fullTitle() ?? "";
    running = {
      title: test.fullTitle() + (retry > 0 ? ` (retry ${retry})` : ""),
      ...(suite !== "" && { suite }),
      ...(test.file !== undefined && { file: test.file }),
    };
  }
  addRunnerProbe(mochaPosition);
}

/**
 * mocha sets `state` when the body ends and tells every context its current runnable when that starts: between the two
 * the body runs, before and after it hooks do.
 */
function mochaPosition(): RunnerPosition | undefined {
  if (test === undefined || running === undefined || test.state !== undefined) {
    return undefined;
  }
  return { test: running, inBody: test.ctx?.runnable() === test };
}
