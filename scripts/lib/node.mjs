// Finds a Node that can run the sources.
import path from "node:path";
import { environmentFor, explainNpmFailure, PlainError, run, runNpm, say } from "./process.mjs";

/** The Node that is fetched when the one at hand will not do. */
const WANTED = "24";
const REEXECUTED = "HARDHAT_PARALLEL_REEXECUTED";

/** Whether this Node runs Hardhat 3 (22.13) and TypeScript without a flag (22.18, 23.6). */
export function isNodeSuitable(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * Runs a script with Node 24, which npx fetches (once) from the npm package `node`.
 *
 * @param {string[]} argv script and arguments
 * @returns {Promise<number>} its exit code
 */
export async function runOnSuitableNode(argv) {
  const have = `Node ${process.versions.node}`;
  if (process.env[REEXECUTED] !== undefined) {
    throw new PlainError(`${have} is too old. Install Node ${WANTED} from https://nodejs.org and try again.`);
  }
  say(`${have} is too old to run the sources; using Node ${WANTED} through npx.`);
  // npx is only asked where that Node is: the job itself is started without a shell between, so nothing needs quoting.
  const found = await runNpm("npx", ["-y", "-p", `node@${WANTED}`, "-c", "node -p process.execPath"], {
    capture: ["stdout", "stderr"],
  });
  const binary = found.stdout.trim().split("\n").pop()?.trim() ?? "";
  if (found.code !== 0 || !path.isAbsolute(binary)) {
    throw new PlainError(
      `Node ${WANTED} could not be fetched through npx.${explainNpmFailure(found.stderr)} ` +
        `Or install Node ${WANTED} yourself: https://nodejs.org.\n${found.stderr.trim()}`,
    );
  }
  const { code } = await run(binary, argv, { env: { ...environmentFor(binary), [REEXECUTED]: "1" } });
  return code;
}
