// Entry of `npm run demo`, `npm test`, `npm run fuzz`, `npm run bench` and `npm run build`: works in a bare clone, on any Node from 18.
// Plain JavaScript, because the Node that starts it may be too old to run TypeScript.
import { build } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { bench, demo, fuzz, test } from "./lib/jobs.mjs";
import { isNodeSuitable, runOnSuitableNode } from "./lib/node.mjs";
import { PlainError } from "./lib/process.mjs";

const JOBS = {
  demo,
  test,
  fuzz,
  bench,
  build: (args) => build({ always: !args.includes("--if-changed") }),
};

/** @returns {Promise<number>} exit code */
async function main([name, ...args]) {
  const job = Object.hasOwn(JOBS, name ?? "") ? JOBS[name] : undefined;
  if (job === undefined) {
    throw new PlainError(`Unknown job ${JSON.stringify(name ?? "")}. Choose one of: ${Object.keys(JOBS).join(", ")}.`);
  }
  if (!isNodeSuitable()) {
    return runOnSuitableNode(process.argv.slice(1));
  }
  await ensureInstalled();
  return job(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PlainError)) {
    throw error;
  }
  console.error(`hardhat-parallel: ${error.message}`);
  process.exitCode = 1;
}
