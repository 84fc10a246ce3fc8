// Installs the dependencies when they are missing or out of step with package-lock.json.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { explainNpmFailure, PlainError, ROOT, runNpm, say } from "./process.mjs";

/** Runs `npm ci` unless what is installed is what package-lock.json asks for on this platform. */
export async function ensureInstalled() {
  const reason = reasonToInstall(ROOT);
  if (reason === undefined) {
    return;
  }
  say(`${reason}; installing with npm ci (about a minute)...`);
  const { code, stderr } = await runNpm("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    capture: ["stderr"],
    echo: true,
  });
  if (code !== 0) {
    throw new PlainError(`The dependencies could not be installed.${explainNpmFailure(stderr)}`);
  }
  const still = reasonToInstall(ROOT);
  if (still !== undefined) {
    throw new PlainError(
      `npm ci ended, but ${still}. If npm is set to leave out optional or development packages ` +
        "(`npm config get omit`), lift that for this directory.",
    );
  }
}

/** @returns {string | undefined} what is amiss with node_modules, as the beginning of a sentence */
export function reasonToInstall(root) {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  if (wanted === undefined) {
    throw new PlainError("package-lock.json is missing or unreadable. Restore it: git checkout package-lock.json");
  }
  // npm's own account of what it put into node_modules.
  const installed = readPackages(path.join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined) {
    return "the dependencies are not installed yet";
  }
  for (const [location, entry] of Object.entries(wanted)) {
    if (!location.startsWith("node_modules/") || entry.link === true) {
      continue;
    }
    const name = location.slice("node_modules/".length);
    if (entry.optional === true || entry.devOptional === true) {
      // An older Node skips native packages that ask for a newer one, silently; npm still lists them as installed.
      if (isNativeForThisPlatform(entry) && !existsSync(path.join(root, location, "package.json"))) {
        return `the native package ${name} is missing`;
      }
    } else if (installed[location] === undefined) {
      return `the package ${name} is not installed yet`;
    }
    const have = installed[location];
    if (have !== undefined && (have.version !== entry.version || have.integrity !== entry.integrity)) {
      return `the package ${name} is not the one in package-lock.json`;
    }
  }
  return undefined;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

function isNativeForThisPlatform({ os, cpu, libc }) {
  return (
    (os !== undefined || cpu !== undefined) &&
    matches(os, process.platform) &&
    matches(cpu, process.arch) &&
    (libc === undefined || process.platform !== "linux" || libc.includes(currentLibc()))
  );
}

/** npm's rule for `os` and `cpu`: listed, or, for `!name` lists, not excluded. */
function matches(list, current) {
  if (list === undefined) {
    return true;
  }
  const excluded = list.filter((item) => item.startsWith("!")).map((item) => item.slice(1));
  const included = list.filter((item) => !item.startsWith("!"));
  return !excluded.includes(current) && (included.length === 0 || included.includes(current));
}

function currentLibc() {
  return process.report.getReport().header.glibcVersionRuntime === undefined ? "musl" : "glibc";
}
