import type { SuiteContext, TestContext } from "node:test";
import { addRunnerProbe, type RunnerPosition, type RunningTest } from "./running-test.ts";

type AnyContext = TestContext | SuiteContext;

/** `run()` is called a few microtasks after `onTestRunStart`; far fewer than this even with many plugins. */
const MICROTASKS_TO_WAIT = 1000;

/** Between the titles that node:test joins. */
const SEPARATOR = " > ";

const tests = new WeakMap<AnyContext, RunningTest>();
let open: RunningTest[] = [];
let active = false;
let getTestContext: (() => AnyContext | undefined) | undefined;

/**
 * Follows the tests of node:test from now on, to be called in `onTestRunStart`, just before `run()`.
 *
 * Root hooks give every test its context, on every supported Node. `getTestContext` (Node 24.19) tells bodies from
 * hooks; on an older Node the transactions of a suite's own `beforeEach` count as the test's body.
 */
export async function followNodeTests(): Promise<void> {
  const nodeTest = await import("node:test");
  getTestContext = nodeTest.getTestContext;
  active = true;
  open = [];
  addRunnerProbe(nodePosition);

  // Hooks can only be added to a run that has begun (else node:test would begin one of its own) and before it loads
  // the first file (suites copy the hooks when they are declared). `run()` shows by listening for uncaught exceptions.
  const listeners = process.listenerCount("uncaughtException");
  let waited = 0;
  const addHooks = () => {
    if (process.listenerCount("uncaughtException") > listeners) {
      nodeTest.beforeEach((context) => begin(context as AnyContext));
      nodeTest.afterEach((context) => end(context as AnyContext));
    } else if (++waited < MICROTASKS_TO_WAIT) {
      queueMicrotask(addHooks);
    } else if (active) {
      // Another plugin takes its time. Suites that are declared meanwhile are missed, the others are not.
      setImmediate(addHooks).unref();
    }
  };
  queueMicrotask(addHooks);
}

/** To be called in `onTestRunDone`. */
export function unfollowNodeTests(): void {
  active = false;
  open = [];
}

function begin(context: AnyContext): void {
  const { fullName, name } = context;
  const around = fullName.endsWith(SEPARATOR + name) ? fullName.slice(0, -(SEPARATOR + name).length) : "";
  const test: RunningTest = {
    title: fullName,
    ...(around !== "" && { suite: around }),
    ...(context.filePath !== undefined ? { file: context.filePath } : {}),
  };
  tests.set(context, test);
  open.push(test);
}

function end(context: AnyContext): void {
  const test = tests.get(context);
  open = open.filter((other) => other !== test);
}

function nodePosition(): RunnerPosition | undefined {
  if (!active) {
    return undefined;
  }
  const test = open.at(-1);
  const context = getTestContext?.();
  if (context === undefined) {
    return { ...(test !== undefined ? { test } : {}), inBody: test !== undefined };
  }
  // In a hook the context is that of the suite, which no `beforeEach` was called with.
  const own = tests.get(context);
  return own !== undefined && open.includes(own)
    ? { test: own, inBody: true }
    : { ...(test !== undefined ? { test } : {}), inBody: false };
}
