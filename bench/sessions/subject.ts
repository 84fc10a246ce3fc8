import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "../plugin-entry.ts";
import type { MethodRow } from "./method-times.ts";

/** What one run of a suite came to, in a process of its own. */
export interface SuiteRun {
  readonly methods: readonly MethodRow[];
  /** Requests that were answered with an error, or tests that failed. */
  readonly failed: number;
  /** Time of the processor from the first request, or test, to the last, of all threads together. */
  readonly cpuMilliseconds: number;
  /** Bytes of memory that the process holds at the end. */
  readonly resident: number;
  /** Milliseconds from the first request, or test, to the last; absent where only the requests were timed. */
  readonly milliseconds?: number;
}

/** Something that a developer waits for: requests, or a whole test suite. */
export interface Workload {
  readonly name: string;
  /** What its time is made of. */
  readonly description: string;
  /** @param plugin URL of our plugin, undefined to run it on Hardhat's own network */
  run(plugin: string | undefined): Promise<SuiteRun>;
}

const execute = promisify(execFile);
const HARDHAT = fileURLToPath(new URL("node_modules/hardhat/dist/src/cli.js", ROOT));
const REPLAY = fileURLToPath(new URL("./replay.ts", import.meta.url));
const PROJECT = fileURLToPath(new URL("./project", import.meta.url));

/** The requests of a recorded session, one after the other. */
export function sessionWorkload(name: string): Workload {
  return {
    name,
    description: "network.create() and the recorded requests of a test suite, one after the other",
    async run(plugin) {
      const args = [REPLAY, name, ...(plugin === undefined ? [] : [plugin])];
      const { stdout } = await execute(process.execPath, args, { env: environment(), maxBuffer: 2 ** 26 });
      return JSON.parse(stdout);
    },
  };
}

/** The mocha suite of `bench/sessions/project`: mocha's own time, its tests and chai included. */
export function mochaWorkload(): Workload {
  let isBuilt = false;
  return {
    name: "mocha",
    description: "hardhat test of bench/sessions/project, from its first hook to its last test",
    async run(plugin) {
      if (!isBuilt) await hardhat(["build", "--quiet"], {});
      isBuilt = true;
      const directory = await mkdtemp(path.join(tmpdir(), "bench-mocha-"));
      try {
        const results = path.join(directory, "results.json");
        await hardhat(["test", "mocha", "--no-compile"], { BENCH_RESULTS: results, BENCH_PLUGIN: plugin ?? "" });
        return JSON.parse(await readFile(results, "utf8"));
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

async function hardhat(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<void> {
  const env = { ...environment(), ...variables };
  await execute(process.execPath, [HARDHAT, ...args], { cwd: PROJECT, env, maxBuffer: 2 ** 26 });
}

function environment() {
  return { ...process.env, NODE_NO_WARNINGS: "1", NO_COLOR: "1", FORCE_COLOR: undefined };
}
