// Builds dist/ from plugin/ and tasks/ when the sources have changed since: declarations of types, and bundles.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeDeclarations } from "./declarations.mjs";
import { withLock } from "./lock.mjs";
import { ROOT, say } from "./process.mjs";

const DIST = path.join(ROOT, "dist");
const CACHE = path.join(ROOT, "node_modules", ".cache", "hardhat-parallel");
/** Hash of the sources that dist/ was built from. Outside dist/, which is published. */
const STAMP = path.join(CACHE, "sources.sha256");
const LOCK = path.join(CACHE, "build.lock");
const INPUTS = [
  "plugin",
  "tasks",
  "bench",
  "scripts/lib",
  "tsconfig.json",
  "tsconfig.build.json",
  "package.json",
  "package-lock.json",
];

/**
 * @param {{ always?: boolean }} [options]
 * @returns {Promise<number>} exit code of the compiler
 */
export async function build({ always = false } = {}) {
  const hash = hashOf(INPUTS);
  const isBuilt = () => existsSync(path.join(DIST, "plugin", "index.js")) && readStamp() === hash;
  if (!always && isBuilt()) return 0;
  // Tests and terminals ask for it at the same time.
  return await withLock(LOCK, async () => {
    if (!always && isBuilt()) return 0;
    say("building dist/ from the sources...");
    const code = await replace(DIST, buildTo);
    if (code === 0) writeFileSync(STAMP, hash);
    return code;
  });
}

/** @returns {Promise<number>} exit code of the compiler */
async function buildTo(directory) {
  // Loaded only now: esbuild may not be installed yet when this file is.
  const { bundle, entriesOf } = await import("./bundle.mjs");
  const entries = entriesOf(JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")));
  const code = await writeDeclarations(directory, entries);
  if (code === 0) await bundle(directory);
  return code;
}

/**
 * Has a directory made anew beside the old one, which then gives way to it: who reads it finds all of one of them.
 * Nothing of the old one stays, as a file that has lost its source would still be published.
 *
 * @param {(directory: string) => Promise<number>} make returns 0 when it has succeeded
 */
async function replace(directory, make) {
  const [fresh, old] = ["new", "old"].map((name) => `${directory}-${name}`);
  const discard = () => [fresh, old].forEach((left) => void rmSync(left, { recursive: true, force: true }));
  discard();
  try {
    const code = await make(fresh);
    if (code !== 0) return code;
    rmSync(STAMP, { force: true });
    if (existsSync(directory)) renameSync(directory, old);
    renameSync(fresh, directory);
    return 0;
  } finally {
    discard();
  }
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, "utf8") : undefined;
}

/** SHA-256 over names and contents of files and, in order of name, of all files below directories. */
function hashOf(inputs) {
  const hash = createHash("sha256");
  const add = (file) => {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(ROOT, file)))
      .update("\0");
  };
  const visit = (entry, isDirectory) => {
    if (!isDirectory) {
      add(entry);
      return;
    }
    const children = readdirSync(path.join(ROOT, entry), { withFileTypes: true });
    children.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const child of children) {
      visit(path.join(entry, child.name), child.isDirectory());
    }
  };
  for (const input of inputs) {
    visit(input, path.extname(input) === "");
  }
  return hash.digest("hex");
}
