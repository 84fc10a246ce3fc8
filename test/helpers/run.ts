import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the repository. */
export const ROOT = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** Hardhat's command line. */
export const HARDHAT = path.join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables added to the environment of the process. */
type Environment = Readonly<Record<string, string>>;

/** By these Hardhat knows that it runs in continuous integration: it shows stack traces there, and no progress. */
const CI = { CI: undefined, CONTINUOUS_INTEGRATION: undefined, GITHUB_ACTIONS: undefined, BUILD_NUMBER: undefined };

/**
 * Runs a command without a terminal and without colours, and as on a developer's machine; never rejects because of its
 * exit code.
 */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: Environment = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...CI, NO_COLOR: "1", FORCE_COLOR: undefined, ...environment };
    // npm is a batch file on Windows, which only a shell runs.
    const shell = process.platform === "win32" && command === "npm";
    execFile(command, args, { cwd, env, shell, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs a script with this Node. */
export function runNode(args: readonly string[], cwd: string, environment?: Environment): Promise<Finished> {
  return run(process.execPath, args, cwd, environment);
}

/** Runs Hardhat's command line in a project of this repository, or in one whose packages are links to this one's. */
export function runHardhat(args: readonly string[], project: string, environment?: Environment): Promise<Finished> {
  return runNode([HARDHAT, ...args], project, environment);
}
