import type { TestIdentity } from "../record/collector.ts";

/**
 * A test while it runs: titles of the suites around it and its own, and the absolute path of the file that declares it.
 *
 * One object for each execution of a test, compared by identity: two tests of the same title are two objects, and so
 * are the attempts of a test that mocha retries.
 */
export type RunningTest = TestIdentity;

/** Where the runner is right now. */
export interface RunnerPosition {
  /** Absent between tests: in a `before` or `after` hook, or while the test files are being loaded. */
  readonly test?: RunningTest;
  /** False in hooks, also in the `beforeEach` and `afterEach` hooks of `test`. */
  readonly inBody: boolean;
}

/** Asks one test runner for its position; undefined when that runner is not running. */
export type RunnerProbe = () => RunnerPosition | undefined;

const OUTSIDE: RunnerPosition = { inBody: false };

const probes = new Set<RunnerProbe>();

/** Makes a test runner known. Idempotent. */
export function addRunnerProbe(probe: RunnerProbe): void {
  probes.add(probe);
}

/** Position of whichever test runner is running; outside every test when none is. */
export function runnerPosition(): RunnerPosition {
  for (const probe of probes) {
    const position = probe();
    if (position !== undefined) {
      return position;
    }
  }
  return OUTSIDE;
}
