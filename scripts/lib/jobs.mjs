// What the npm scripts do once Node, dependencies and dist/ are in place.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "./build.mjs";
import { environmentFor, ROOT, run, runNode, say } from "./process.mjs";

const bin = (...segments) => path.join(ROOT, "node_modules", ...segments);

/** Runs the suite of examples/dex on the parallel engine and prints its report. Arguments go to `hardhat test`. */
export async function demo(args) {
  const built = await build();
  if (built !== 0) {
    return built;
  }
  say("running the tests of examples/dex: hardhat test --parallel-stats");
  const hardhat = bin("hardhat", "dist", "src", "cli.js");
  const { code } = await runNode([hardhat, "test", "--parallel-stats", ...args], {
    cwd: path.join(ROOT, "examples", "dex"),
  });
  return code;
}

/** Runs the benchmark, for which dist/ is what users would start; see bench/run.ts for the arguments. */
export async function bench(args) {
  const built = await build();
  if (built !== 0) {
    return built;
  }
  const { code } = await runNode([path.join(ROOT, "bench", "run.ts"), ...args]);
  return code;
}

/** Compares the engine with other implementations on random programs; see test/fuzz/options.ts for the arguments. */
export async function fuzz(args) {
  const { code } = await runNode([path.join(ROOT, "test", "fuzz", "run.ts"), ...args]);
  return code;
}

/**
 * Lint, types, build, then all tests; ends with the line `N passed, N failed`, in which a failed step counts as one.
 * With arguments (test files, options of mocha) it runs only those tests.
 */
export async function test(args) {
  const failedSteps = [];
  const step = async (name, action) => {
    say(`${name}...`);
    if ((await action()) !== 0) {
      failedSteps.push(name);
    }
  };
  const code = async (promise) => (await promise).code;
  if (args.length === 0) {
    await step("lint", () =>
      code(runNode([bin("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."])),
    );
    const tsc = [bin("typescript", "bin", "tsc"), "--noEmit"];
    await step("types", () => code(runNode(tsc)));
    await step("types of the HTML report", () => code(runNode([...tsc, "-p", "tsconfig.page.json"])));
    await step("build", () => build());
  }
  say("tests...");
  const tests = await runMocha(args.length === 0 ? ["test/**/*.test.ts"] : args);
  if (tests.unexplained !== undefined) {
    failedSteps.push(tests.unexplained);
  }
  for (const name of failedSteps) {
    console.log(`failed: ${name}`);
  }
  const failed = tests.failures + failedSteps.length;
  const skipped = tests.pending === 0 ? "" : `, ${tests.pending} skipped`;
  console.log(`${tests.passes} passed, ${failed} failed${skipped}`);
  return failed === 0 ? 0 : 1;
}

/**
 * The figures come from a file that the reporter writes, not from what it prints: tests print too.
 *
 * @returns {Promise<{ passes: number, failures: number, pending: number, unexplained?: string }>}
 */
async function runMocha(args) {
  const directory = mkdtempSync(path.join(tmpdir(), "hardhat-parallel-"));
  const file = path.join(directory, "stats.json");
  try {
    const env = { ...environmentFor(process.execPath), HARDHAT_PARALLEL_TEST_STATS: file };
    const reporter = path.join(ROOT, "scripts", "lib", "reporter.cjs");
    const { code } = await run(process.execPath, [bin("mocha", "bin", "mocha.js"), "--reporter", reporter, ...args], {
      env,
    });
    const stats = readStats(file);
    if (stats === undefined) {
      return { passes: 0, failures: 0, pending: 0, unexplained: `mocha ended early (exit code ${code})` };
    }
    if (code !== 0 && stats.failures === 0) {
      return { ...stats, unexplained: `mocha exited with code ${code}` };
    }
    return stats;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readStats(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
