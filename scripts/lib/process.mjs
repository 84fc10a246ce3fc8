// Child processes: environment, exit codes, Ctrl-C.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A failure that is fully explained by its message: printed without a stack. */
export class PlainError extends Error {}

/** Says what is going on, in one line, on standard error: standard output belongs to the job. */
export function say(message) {
  console.error(`hardhat-parallel: ${message}`);
}

/**
 * The environment of every child: `node` on the PATH is the Node given, and what npx told the process that it started is
 * not handed on, because it would change the meaning of an npm further down.
 */
export function environmentFor(nodeBinary) {
  const env = { ...process.env };
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  env[pathKey] = [path.dirname(nodeBinary), env[pathKey]].filter(Boolean).join(path.delimiter);
  for (const key of ["npm_config_call", "npm_config_package", "npm_config_yes"]) {
    delete env[key];
  }
  return env;
}

/**
 * Runs a command to its end. Signals reach it: Ctrl-C by way of the terminal, SIGTERM and SIGHUP by being passed on.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: object, capture?: ("stdout" | "stderr")[], echo?: boolean, shell?: boolean }} [options]
 *   `capture`: streams to collect (`echo` prints them as well); the others are inherited
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} the code is 128 + n after signal n, as in a shell
 */
export function run(command, args, { cwd = ROOT, env, capture = [], echo = false, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = [
      "inherit",
      capture.includes("stdout") ? "pipe" : "inherit",
      capture.includes("stderr") ? "pipe" : "inherit",
    ];
    const child = spawn(command, args, { cwd, env: env ?? environmentFor(process.execPath), stdio, shell });
    const output = { stdout: "", stderr: "" };
    for (const name of capture) {
      child[name].on("data", (chunk) => {
        output[name] += chunk;
        if (echo) {
          process[name].write(chunk);
        }
      });
    }
    // The terminal sends SIGINT to the child too: only wait for it to end.
    const forward = (signal) => {
      if (signal !== "SIGINT") {
        child.kill(signal);
      }
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) {
      process.on(signal, forward);
    }
    const settle = (action) => {
      for (const signal of signals) {
        process.off(signal, forward);
      }
      action();
    };
    child.on("error", (error) => settle(() => reject(error)));
    child.on("close", (code, signal) =>
      settle(() => resolve({ ...output, code: code ?? 128 + (constants.signals[signal] ?? 1) })),
    );
  });
}

/** Runs a script with this very Node. */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}

/**
 * Runs npm or npx: those that started this process where they are known, else those on the PATH.
 *
 * @param {"npm" | "npx"} tool
 */
export async function runNpm(tool, args, options) {
  const npmCli = process.env.npm_execpath;
  if (npmCli !== undefined && path.basename(npmCli) === "npm-cli.js") {
    return runNode([path.join(path.dirname(npmCli), `${tool}-cli.js`), ...args], options);
  }
  try {
    // npm is a batch file on Windows, which only a shell runs.
    const shell = process.platform === "win32";
    const quoted = shell ? args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg)) : args;
    return await run(tool, quoted, { ...options, shell });
  } catch (error) {
    throw new PlainError(`Could not start ${tool} (${error.message}). It comes with Node: see https://nodejs.org.`);
  }
}

const NETWORK_FAILURE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/;

/** What npm's error output means, in plain words; "" when it speaks for itself. */
export function explainNpmFailure(stderr) {
  if (NETWORK_FAILURE.test(stderr)) {
    return " The npm registry could not be reached: check the network connection and the proxy settings of npm.";
  }
  if (/ENOSPC/.test(stderr)) {
    return " The disk is full.";
  }
  if (/EACCES|EPERM/.test(stderr)) {
    return " A file could not be written: check who owns this directory and npm's cache.";
  }
  return "";
}
